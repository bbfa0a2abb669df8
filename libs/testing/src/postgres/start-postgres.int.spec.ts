import { expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres } from './start-postgres.js';

it('starts a database that answers, and leaves nothing behind', async () => {
  const server = await startPostgres();
  const client = new pg.Client(server);
  await client.connect();
  const { rows } = await client.query<{ answer: number }>('SELECT 42 AS answer');
  await client.end();
  await server.stop();
  expect(rows).toEqual([{ answer: 42 }]);
  await expect(new pg.Client(server).connect()).rejects.toThrow('ECONNREFUSED');
}, 60_000);
