import {
  countedContracts,
  cursorsContract,
  feedContract,
  parkingContract,
  startPostgres,
  type TestPostgres,
} from '@quench/testing';
import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { openDatabase, withClient, type Database } from '../database/index.js';
import { PgEventStore, Sequencer } from '../event-store/index.js';
import { LocalFeed, PgCursors, PgParking, type LocalProducer } from './index.js';

interface Producer extends LocalProducer {
  readonly database: Database;
  readonly sequencer: Sequencer;
}

let server: TestPostgres;
const producers = new Map<string, Producer>();

beforeAll(async () => {
  server = await startPostgres();
  for (const service of ['builder', 'tester']) producers.set(service, await produce(service));
}, 60_000);

afterAll(async () => {
  for (const { sequencer, database } of producers.values()) {
    await sequencer.stop();
    await database.close();
  }
  await server.stop();
});

function open(service: string): Promise<Database> {
  const { host, port, database, user, password } = server;
  const rest = { rolePassword: 'secret', entities: [], migrations: [], poolSize: 4 };
  return openDatabase({ host, port, database, admin: { user, password }, service, ...rest });
}

async function produce(service: string): Promise<Producer> {
  const database = await open(service);
  const sequencer = new Sequencer(database);
  sequencer.start();
  const wake = (): void => sequencer.wake();
  const store = new PgEventStore(database, { producer: `${service}/0.0.0`, wake, contracts: countedContracts });
  return { database, sequencer, store, bell: sequencer };
}

function at(service: string): Producer {
  const producer = producers.get(service);
  if (producer === undefined) throw new Error(`${service} was not started`);
  return producer;
}

async function sequenced(): Promise<void> {
  for (const { database } of producers.values()) {
    while (await withClient(database, async (client) => (await client.query('SELECT FROM outbox')).rowCount !== 0)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** Takes away what a backup that ended at `seq` would not have, as only the owner of the tables with triggers off can. */
async function restore(seq: number): Promise<void> {
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query('SET session_replication_role = replica');
  await admin.query(
    `WITH gone AS (DELETE FROM builder.event_log WHERE global_seq > $1 RETURNING position)
     DELETE FROM builder.event USING gone WHERE event.position = gone.position`,
    [seq],
  );
  await admin.query(`UPDATE builder.epoch SET system_identifier = 'of the cluster that the backup was made of'`);
  await admin.end();
  await (await open('builder')).close();
}

feedContract('local, PostgreSQL', async () => ({
  feed: new LocalFeed(producers),
  stores: { builder: at('builder').store, tester: at('tester').store },
  sequenced,
  restore,
}));

cursorsContract('PostgreSQL', async () => {
  const { database } = at('builder');
  return { cursors: new PgCursors(database), transactor: database.transactor };
});

parkingContract('PostgreSQL', async () => {
  const { database } = at('builder');
  return { parking: new PgParking(database), transactor: database.transactor };
});
