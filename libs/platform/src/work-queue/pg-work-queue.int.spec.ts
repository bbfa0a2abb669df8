import { startPostgres, workQueueContract, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { openDatabase, withClient, type Database } from '../database/index.js';
import { PgWorkQueue, workMigrations } from './index.js';

let server: TestPostgres;
let database: Database | undefined;

beforeAll(async () => {
  server = await startPostgres();
  const { user, password } = server;
  const rest = { entities: [], migrations: workMigrations, poolSize: 8, rolePassword: 'secret' };
  database = await openDatabase({ ...server, admin: { user, password }, service: 'builder', ...rest });
}, 60_000);

afterAll(async () => {
  await database?.close();
  await server.stop();
});

const opened = (): Database => {
  if (database === undefined) throw new Error('The database did not open');
  return database;
};
const run = (text: string, values: unknown[] = []): Promise<unknown> =>
  withClient(opened(), (client) => client.query(text, values));

workQueueContract(async () => {
  await run('DELETE FROM work');
  const lapse = async (kind: string, key: string): Promise<void> => {
    await run("UPDATE work SET lease_until = now() - interval '1 s' WHERE kind = $1 AND key = $2", [kind, key]);
  };
  const queue = new PgWorkQueue(opened());
  return { queue, transactor: opened().transactor, lapse, dispose: () => undefined };
});
