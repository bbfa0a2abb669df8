import type { TestPlan } from '@quench/contracts';
import { canonicalJson, sha256, type Digest, type Json } from '@quench/kernel';
import type { Finding } from './finding.js';

/** What an image's config may have besides what the plan says; nothing of it changes what is started, and as whom. */
const DOCUMENT = ['architecture', 'config', 'created', 'history', 'os', 'rootfs', 'variant'];
const FREE = ['ExposedPorts', 'Labels', 'Volumes'];

type Members = Readonly<Record<string, Json | undefined>>;

/**
 * Where an image would be started in another way than the plan says, and so in another way than its tests start it.
 * @param document the config that the manifest names `digest`
 */
export function configFindings(document: Json, digest: Digest, plan: TestPlan): readonly Finding[] {
  // Readers differ on a member that comes twice, and some ignore case: only one way to write it reads the same everywhere.
  if (sha256(canonicalJson(document)) !== digest) return [finding('/', 'canonical JSON')];
  const whole = membersOf(document);
  const runtime = membersOf(whole['config']);
  const expected = runtimeMembers(plan);
  return [
    ...others(whole, DOCUMENT).map((name) => finding(name, 'no such member')),
    ...others(runtime, [...Object.keys(expected), ...FREE]).map((name) => finding(name, 'no such member')),
    ...Object.entries(expected).flatMap(([name, value]) => difference(name, value, runtime[name])),
  ];
}

function runtimeMembers({ run, env, workdir }: TestPlan): Members {
  return {
    User: `${String(run.uid)}:${String(run.gid)}`,
    Entrypoint: run.entrypoint.length > 0 ? run.entrypoint : undefined,
    Cmd: run.cmd.length > 0 ? run.cmd : undefined,
    Env: Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
    WorkingDir: workdir,
    StopSignal: run.stopSignal,
  };
}

function difference(name: string, expected: Json | undefined, actual: Json | undefined): readonly Finding[] {
  const [wanted, is] = [inWords(expected), inWords(actual)];
  return wanted === is ? [] : [finding(name, `${wanted}, as the plan says, not ${is}`)];
}

const finding = (path: string, expected: string): Finding => ({ rule: 'config', path, expected });
const inWords = (value: Json | undefined): string => (value === undefined ? 'nothing' : canonicalJson(value));
const others = (members: Members, known: readonly string[]): readonly string[] =>
  Object.keys(members).filter((name) => !known.includes(name));
const membersOf = (value: Json | undefined): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
