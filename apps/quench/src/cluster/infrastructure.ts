import { ensureKafka, type EmbeddedKafka } from '@quench/platform/embedded-kafka';
import { holdDatabase, type HeldDatabase } from '@quench/platform/database-server';
import type { Log } from '@quench/ports';
import { connect } from 'node:net';
import { serviceNames } from '../factory/service-names.js';

/** The database and the brokers of a cluster, held for as long as it runs. */
export interface Infrastructure {
  readonly postgres: HeldDatabase;
  readonly kafka: EmbeddedKafka;
}

/** Where a cluster is, and how many brokers it has. */
export interface InfrastructurePlace {
  readonly data: string;
  /** The value of `QUENCH_DATABASE_URL`; undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly brokers: 1 | 3;
}

/** Starts what does not run, and holds it. @throws as `holdDatabase`, `ensureKafka` */
export async function holdInfrastructure(place: InfrastructurePlace, log: Log): Promise<Infrastructure> {
  const { data, databaseUrl: url, brokers } = place;
  const tell = (part: string) => (line: string) => log.info(part, { line });
  const postgres = await holdDatabase({ data, url, log: tell('database'), services: serviceNames });
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
  a.postgres.host === b.postgres.host &&
  a.postgres.port === b.postgres.port &&
  a.kafka.brokers.join() === b.kafka.brokers.join();

/** Whether somebody listens where database and brokers were; cheaper than asking for them. */
export async function listens({ postgres, kafka }: Infrastructure): Promise<boolean> {
  const brokers = kafka.brokers.map((broker) => {
    const [host = '', port = ''] = broker.split(':');
    return { host, port: Number(port) };
  });
  const places = [{ host: postgres.host, port: postgres.port }, ...brokers];
  return (await Promise.all(places.map(isOpen))).every((open) => open);
}

const CONNECT_MS = 2_000;

const isOpen = (place: { readonly host: string; readonly port: number }): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ ...place, timeout: CONNECT_MS });
    const over = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', over(true)).once('error', over(false)).once('timeout', over(false));
  });
