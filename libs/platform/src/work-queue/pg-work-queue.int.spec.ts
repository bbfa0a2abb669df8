import { startPostgres, workQueueContract, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { openDatabase, withClient, type Database } from '../database/index.js';
import { openWork, PgWorkQueue, workMigrations } from './index.js';
import { statements } from './work-queue.sql.js';

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

it('hands out at once what a killed worker held, when told that nobody else works here', async () => {
  await run('DELETE FROM work');
  const queue = new PgWorkQueue(opened());
  await queue.enqueue([{ kind: 'build', key: 'a' }], { causes: [], correlationId: 'c' });
  const request = { kind: 'build', worker: 'killed', leaseMs: 600_000 };
  const killed = await queue.claim(request);
  expect(await queue.claim(request)).toBeUndefined();
  await queue.endLeases();
  const next = await queue.claim({ ...request, worker: 'next' });
  expect(next).toMatchObject({ key: 'a', generation: killed?.generation });
  if (killed === undefined) throw new Error('nothing was claimed');
  expect(await queue.renew(killed, 600_000)).toBe(false);
});

it('names in a claim the life of the database that it is of', async () => {
  await run('DELETE FROM work');
  const queue = new PgWorkQueue(opened());
  await queue.enqueue([{ kind: 'build', key: 'a' }], { causes: [], correlationId: 'c' });
  const claim = { kind: 'build', worker: 'w', leaseMs: 600_000 };
  const first = await queue.claim(claim);
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query(
    `INSERT INTO builder.epoch (epoch, first_seq, system_identifier, timeline, log_table, reason)
       SELECT 2, first_seq, system_identifier, timeline, log_table, 'restored' FROM builder.epoch`,
  );
  await admin.end();
  await queue.endLeases();
  expect([first?.epoch, (await queue.claim(claim))?.epoch]).toEqual([1, 2]);
});

it('tells how long work waits that is due and not held, or that its workers leave to others again and again', async () => {
  await run('DELETE FROM work');
  const queue = new PgWorkQueue(opened());
  const keys = ['due', 'later', 'left'];
  await queue.enqueue(
    keys.map((key) => ({ kind: key, key })),
    { causes: [], correlationId: 'c' },
  );
  const claim = await queue.claim({ kind: 'left', worker: 'old', leaseMs: 60_000 });
  if (claim === undefined) throw new Error('nothing was claimed');
  await queue.giveBack(claim, { reason: 'too new', afterMs: 60_000 });
  await queue.enqueue([{ kind: 'held', key: 'held' }], { causes: ['e1'], correlationId: 'c' });
  await opened().transactor.run((tx) => queue.hold('held', ['e1'], tx));
  await run("UPDATE work SET enqueued_at = now() - interval '1 hour'");
  await run("UPDATE work SET not_before = now() + interval '1 hour' WHERE kind = 'later'");
  const waits = (await openWork(opened())).map(({ kind, oldestSeconds }) => [kind, oldestSeconds >= 3_600]);
  expect(Object.fromEntries(waits)).toEqual({ due: true, later: false, left: true, held: false });
});

it('finds what is claimed next in an index, though nothing waited when statistics were taken', async () => {
  await run('DELETE FROM work');
  const queue = new PgWorkQueue(opened());
  const items = Array.from({ length: 500 }, (_, n) => ({ kind: 'build', key: String(n) }));
  await queue.enqueue(items, { causes: [], correlationId: 'c' });
  await run("UPDATE work SET state = 'done', wanted = 1, working = 1, done = 1");
  await run('VACUUM ANALYZE work');
  await run("UPDATE work SET state = 'queued'");
  const parameters = ["'build'", "'w1'", '60000'];
  const claim = parameters.reduce((text, value, n) => text.replaceAll(`$${String(n + 1)}`, value), statements.claim);
  const { rows } = await withClient(opened(), (client) => client.query<Record<string, string>>(`EXPLAIN ${claim}`));
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('Index Scan using work_next');
  expect(plan.slice(plan.indexOf('work_next') - 100)).not.toContain('Sort Key');
});
