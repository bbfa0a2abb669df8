import { ensureKafka, type EmbeddedKafka } from '@quench/platform/embedded-kafka';
import { ensurePostgres, type EmbeddedPostgres } from '@quench/platform/embedded-postgres';
import type { Log } from '@quench/ports';
import { connect } from 'node:net';

/** The database and the brokers of a cluster, held for as long as it runs. */
export interface Infrastructure {
  readonly postgres: EmbeddedPostgres;
  readonly kafka: EmbeddedKafka;
}

/** Starts what does not run, and holds it. @param brokers one or three */
export async function holdInfrastructure(data: string, brokers: 1 | 3, log: Log): Promise<Infrastructure> {
  const tell = (part: string) => (line: string) => log.info(part, { line });
  const postgres = await ensurePostgres({ data, log: tell('database') });
  const kafka = await ensureKafka({ data, brokers, log: tell('kafka') }).catch(async (fault: unknown) => {
    await postgres.release();
    throw fault;
  });
  return { postgres, kafka };
}

export async function releaseInfrastructure({ postgres, kafka }: Infrastructure): Promise<void> {
  await kafka.release();
  await postgres.release();
}

/** Whether both are where they were. */
export const isSamePlace = (a: Infrastructure, b: Infrastructure): boolean =>
  a.postgres.port === b.postgres.port && a.kafka.brokers.join() === b.kafka.brokers.join();

/** Whether somebody listens where database and brokers were; cheaper than asking for them. */
export async function listens({ postgres, kafka }: Infrastructure): Promise<boolean> {
  const places = [`${postgres.host}:${String(postgres.port)}`, ...kafka.brokers];
  return (await Promise.all(places.map(isOpen))).every((open) => open);
}

const CONNECT_MS = 2_000;

const isOpen = (place: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host = '', port = ''] = place.split(':');
    const socket = connect({ host, port: Number(port), timeout: CONNECT_MS });
    const over = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', over(true)).once('error', over(false)).once('timeout', over(false));
  });
