import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contracts } from '@quench/contracts';
import { openDatabase, type Database, type DatabaseOptions } from '../database/index.js';
import { PgEventStore, Sequencer } from '../event-store/index.js';
import { FileSigner } from '../signing/index.js';

/** Where a producer lives, as text that another process can be given. */
export interface ProducerPlace {
  readonly service: string;
  readonly keys: string;
  readonly database: Omit<DatabaseOptions, 'entities' | 'migrations'>;
}

/** A service's log, its sequencer and its key. */
export interface TestProducer {
  readonly place: ProducerPlace;
  readonly database: Database;
  readonly sequencer: Sequencer;
  readonly store: PgEventStore;
  readonly signer: FileSigner;
  close(): Promise<void>;
}

/** Anything that `startPostgres` answers. */
interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Makes a producer in a database. */
export async function startProducer(server: Server, service: string, contracts: Contracts): Promise<TestProducer> {
  const { host, port, database: name, user, password } = server;
  const keys = await mkdtemp(join(tmpdir(), 'quench-keys-'));
  const rest = { host, port, database: name, service, rolePassword: 'secret', poolSize: 4 };
  const producer = await openProducer({ service, keys, database: { ...rest, admin: { user, password } } }, contracts);
  const close = async (): Promise<void> => {
    await producer.close();
    await rm(keys, { recursive: true, force: true });
  };
  return { ...producer, close };
}

/** Opens a producer that another process made; each may run a sequencer. */
export async function openProducer(place: ProducerPlace, contracts: Contracts): Promise<TestProducer> {
  const { service, keys: folder } = place;
  const database = await openDatabase({ ...place.database, entities: [], migrations: [] });
  const signer = await FileSigner.open({ folder, service });
  const sequencer = new Sequencer(database, { pollMs: 20 });
  sequencer.start();
  const wake = (): void => sequencer.wake();
  const store = new PgEventStore(database, { producer: `${service}/0.0.0`, wake, contracts });
  const close = async (): Promise<void> => {
    await sequencer.stop();
    await database.close();
  };
  return { place, database, sequencer, store, signer, close };
}
