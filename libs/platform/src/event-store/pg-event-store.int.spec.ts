import {
  appendOf,
  countedContracts,
  eventStoreContract,
  eventStoreModel,
  freshStream,
  startPostgres,
  type EventStoreUnderTest,
  type TestPostgres,
} from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
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

it('decides a command once, also when it is appended to two streams at the same moment', async () => {
  const store = new PgEventStore(database, { producer: 'test/0.0.0', contracts: countedContracts });
  const first = appendOf(freshStream(), 0);
  // It cannot see the uncommitted events of the first: only the key on their ids can hold it back.
  let second: Promise<unknown> = Promise.resolve();
  await database.transactor.run(async (tx) => {
    await store.append(first, tx);
    second = store.append({ ...first, stream: freshStream() }).catch((fault: unknown) => fault);
    await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 200))]);
  });
  expect(await second).toMatchObject({ name: 'Rejection', code: 'command-id-reused' });
}, 30_000);
