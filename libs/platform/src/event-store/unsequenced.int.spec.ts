import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { appendOf, countedContracts, eventually, freshStream, startPostgres, type TestPostgres } from '@quench/testing';
import { openDatabase, type Database } from '../database/index.js';
import { PgEventStore, Sequencer } from './index.js';
import { unsequenced } from './unsequenced.js';

let server: TestPostgres;
let database: Database;

beforeAll(async () => {
  server = await startPostgres();
  const { host, port, user, password, database: name } = server;
  const rest = { service: 'waiting', rolePassword: 'secret', entities: [], migrations: [], poolSize: 2 };
  database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
}, 60_000);
afterAll(async () => {
  await database.close();
  await server.stop();
}, 60_000);

it('counts what waits for a number and names the first, until there is somebody who numbers', async () => {
  const store = new PgEventStore(database, {
    producer: 'waiting/0.0.0',
    wake: () => undefined,
    contracts: countedContracts,
  });
  expect(await unsequenced(database)).toEqual({ events: 0 });
  await store.append(appendOf(freshStream(), 0));
  const { first } = await unsequenced(database);
  expect(first).toMatch(/^\d+$/);
  await store.append(appendOf(freshStream(), 0));
  expect(await unsequenced(database)).toEqual({ events: 2, first });
  const sequencer = new Sequencer(database, { pollMs: 20 });
  sequencer.start();
  await eventually('numbers given', async () => (await unsequenced(database)).events === 0);
  await sequencer.stop();
});
