import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Client } from '@quench/testing';

/** The file that an operator starts. */
const COMPOSE = fileURLToPath(new URL('../../../../deploy/compose/compose.yaml', import.meta.url));

/** What a service of the file mounts: a named volume, or a path of the host. */
export interface Mount {
  readonly type: 'volume' | 'bind';
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
  /** Of a path of the host: whether one that is not there is made, by root. */
  readonly bind?: { readonly create_host_path?: boolean };
}

/** A service as the compose tool understands it. */
export interface ComposeService {
  readonly image: string;
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly network_mode: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly volumes: readonly Mount[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** The services by name, as the compose tool reads the file. @throws Error with what it says is wrong */
export function composeServices(
  tool: Client,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, ComposeService>> {
  const words = ['--file', COMPOSE, 'config', '--format', 'json'];
  const surroundings = { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8', stdio: 'pipe' } as const;
  const text = execFileSync(tool.path, words, surroundings);
  const { services } = unescaped(JSON.parse(text)) as { readonly services: Readonly<Record<string, ComposeService>> };
  return services;
}

/** The tool answers with a file that could be read again, in which `$$` is a dollar. */
function unescaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$$', '$');
  if (Array.isArray(value)) return value.map(unescaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unescaped(one)]));
}
