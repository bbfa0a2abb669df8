import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TransientFault } from '@quench/kernel';
import { runToEnd } from '../keeper/launch.js';
import { stopProcessesIn } from '../keeper/leftovers.js';
import { lastLine, logEnd } from '../keeper/log-lines.js';
import { BROKER_MEANS, KAFKA_WORDS } from './broker.js';
import { type Login, userOption } from './broker-access.js';
import { brokerProperties } from './broker-properties.js';
import { readOptions } from './class-archive.js';
import type { ClusterIdentity } from './cluster-identity.js';
import { type BrokerFiles, DATA, PROPERTIES } from './kafka-files.js';
import { kafkaCommand, type KafkaPrograms } from './kafka-programs.js';

const DRAFT = 'draft-';
const WORDS = 'words';
const FORMAT_MS = 120_000;

/** Makes a broker's data if there are none: whole or absent, so that a killed first start leaves nothing half made. */
export async function prepareBroker(
  programs: KafkaPrograms,
  broker: BrokerFiles,
  identity: ClusterIdentity,
  login: Login,
): Promise<void> {
  await mkdir(broker.folder, { recursive: true, mode: 0o700 });
  const names = await readdir(broker.folder);
  for (const draft of names.filter((name) => name.startsWith(DRAFT))) {
    await stopLeftovers(join(broker.folder, draft));
    await rm(join(broker.folder, draft), { recursive: true, force: true });
  }
  if (names.includes(DATA)) return;
  const draft = join(broker.folder, `${DRAFT}${randomUUID()}`);
  await mkdir(draft, { mode: 0o700 });
  await format(programs, broker, { ...identity, login }, draft);
  await rename(join(draft, DATA), broker.data);
  await rm(draft, { recursive: true });
}

/**
 * Stops what a killed keeper left running in the folder. The caller must hold the keeper's lock.
 * @throws TransientFault `broker-leftovers`
 */
export async function stopLeftovers(folder: string): Promise<void> {
  const left = await stopProcessesIn(folder, BROKER_MEANS);
  if (left.length === 0) return;
  throw new TransientFault('broker-leftovers', `Processes ${left.join(', ')} still work in ${folder}. Stop them.`);
}

/** What it writes depends on the cluster and the broker's number; the ports are only there to be well-formed. */
async function format(
  programs: KafkaPrograms,
  broker: BrokerFiles,
  { id, brokers, login }: ClusterIdentity & { readonly login: Login },
  folder: string,
): Promise<void> {
  const ports = { client: 1, controllers: Array.from({ length: brokers }, (_none, at) => 2 + at) };
  await writeFile(join(folder, PROPERTIES), brokerProperties(broker.id, { brokers, ports, login }), { mode: 0o600 });
  const begin = await logEnd(broker.log);
  const words = ['format', '-t', id, '-c', PROPERTIES, ...userOption(login)];
  // A password in the arguments of a process is everybody's.
  await writeFile(join(folder, WORDS), words.join('\n'), { mode: 0o600 });
  const program = ['kafka.tools.StorageTool', `@${WORDS}`] as const;
  const command = await kafkaCommand(programs, ['-Xmx128m', ...(await readOptions(programs))], program);
  const code = await runToEnd({ command, folder, log: broker.log, timeoutMs: FORMAT_MS });
  if (code === 0) return;
  const line = (await lastLine(broker.log, KAFKA_WORDS, begin)) ?? `the format ended with ${code} and said nothing`;
  throw new TransientFault('broker-not-started', line);
}
