import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rejection } from '@quench/kernel';
import { brokerFiles, type KafkaFiles } from './kafka-files.js';

/** What does not change as long as a cluster lives. */
export interface ClusterIdentity {
  /** Kafka's own id of the cluster: 22 characters of base64url. */
  readonly id: string;
  readonly brokers: BrokerCount;
  /** Whom its brokers let in, and as whom they know each other. */
  readonly user: string;
}

/** The user that is made together with a cluster. */
const USER = 'quench';

/** One is enough to work; with three, one may fail. */
export type BrokerCount = 1 | 3;

/** Makes the identity when it is first asked for. Two may ask at once: the first wins, and no reader sees half of it. */
export async function clusterIdentity(files: KafkaFiles, brokers: BrokerCount): Promise<ClusterIdentity> {
  const known = await readIdentity(files);
  if (known !== undefined) return known;
  // A dash at the beginning would look like an option to Kafka's programs.
  const id = `Q${randomBytes(16).toString('base64url').slice(1)}`;
  const made: ClusterIdentity = { id, brokers, user: USER };
  const draft = `${files.identity}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(made), { mode: 0o600, flag: 'wx', flush: true });
  await link(draft, files.identity).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault;
  });
  await rm(draft);
  return (await readIdentity(files)) ?? made;
}

/**
 * Refuses data that this cluster cannot use; a cluster that is not there yet is fine.
 * @throws Rejection `broker-count-differs`, `broker-data-foreign`
 */
export async function checkIdentity(files: KafkaFiles, brokers: BrokerCount): Promise<void> {
  const known = await readIdentity(files);
  if (known !== undefined && known.brokers !== brokers) {
    throw new Rejection(
      'broker-count-differs',
      `The Kafka in ${files.folder} was made with ${known.brokers} broker(s), and ${brokers} are wanted. ` +
        `Ask for ${known.brokers}, or use a new data directory with --data.`,
    );
  }
  if (known !== undefined && (known as Partial<ClusterIdentity>).user === undefined) {
    throw new Rejection(
      'broker-data-foreign',
      `The Kafka in ${files.folder} lets in everybody, and one with a password is wanted. ` +
        `Move the folder away to begin anew: what it holds is in the database, too.`,
    );
  }
  for (let id = 1; id <= brokers; id++) {
    const { data } = brokerFiles(files, id);
    const found = await clusterOf(data);
    if (found === undefined || found === known?.id) continue;
    throw new Rejection(
      'broker-data-foreign',
      `${data} belongs to the cluster ${found.slice(0, 40)}, not to ${known?.id ?? 'one that was made here'}, which ${files.identity} names. ` +
        `Put back the folder that was there, or move ${files.folder} away to begin anew.`,
    );
  }
}

async function readIdentity({ identity }: KafkaFiles): Promise<ClusterIdentity | undefined> {
  const text = await readFile(identity, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT') throw fault;
  });
  return text === undefined ? undefined : (JSON.parse(text) as ClusterIdentity);
}

/** Which cluster a broker's data belong to; undefined when there are none. */
async function clusterOf(data: string): Promise<string | undefined> {
  const text = await readFile(join(data, 'meta.properties'), 'utf8').catch(() => '');
  return /^cluster\.id=(.*)$/m.exec(text)?.[1];
}
