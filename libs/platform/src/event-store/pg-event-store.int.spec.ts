import {
  eventStoreContract,
  eventStoreModel,
  startPostgres,
  type EventStoreUnderTest,
  type TestPostgres,
} from '@quench/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { openDatabase, withClient, type Database } from '../database/index.js';
import { PgEventStore, Sequencer } from './index.js';

let server: TestPostgres;
let database: Database;
let sequencer: Sequencer;

beforeAll(async () => {
  server = await startPostgres();
  const { host, port, database: name, user, password } = server;
  const rest = { service: 'builder', rolePassword: 'secret', entities: [], migrations: [], poolSize: 8 };
  database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
  sequencer = new Sequencer(database);
  sequencer.start();
}, 60_000);

afterAll(async () => {
  await sequencer.stop();
  await database.close();
  await server.stop();
});

const outboxRows = () =>
  withClient(database, async (client) => (await client.query('SELECT FROM outbox LIMIT 1')).rowCount);

async function make(): Promise<EventStoreUnderTest> {
  const wake = (): void => sequencer.wake();
  return {
    open: (contracts) => new PgEventStore(database, { producer: 'test/0.0.0', wake, contracts }),
    transactor: database.transactor,
    sequenced: async () => {
      while ((await outboxRows()) !== 0) await new Promise((resolve) => setTimeout(resolve, 2));
    },
  };
}

eventStoreContract('PostgreSQL', make);
eventStoreModel('PostgreSQL', 40, make);
