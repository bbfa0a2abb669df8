import 'reflect-metadata';
import { sha256, TransientFault } from '@quench/kernel';
import type { Worker } from '@quench/ports';
import {
  auditor,
  counted,
  countedContracts,
  eventually,
  FaultyFeed,
  RecordingLog,
  startPostgres,
  testContext,
  totals,
  ToyService,
  type TestPostgres,
  type Total,
} from '@quench/testing';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { openDatabase, withClient, type Database } from '../database/index.js';
import { PgEventStore, Sequencer } from '../event-store/index.js';
import { LocalFeed, PgCursors, PgParking } from '../feed/index.js';
import { PgReadModels, PgReadModelWriter } from '../read-models/index.js';
import { PgWorkQueue, workMigrations } from '../work-queue/index.js';
import { converged, ServiceRuntime } from './index.js';

@Entity('total')
class TotalEntity implements Total {
  @PrimaryColumn('text') key: string;
  @Column('bigint') sum: number;
  @Column('int') events: number;
  @Column('jsonb') units: readonly string[];
}

class TotalMigration implements MigrationInterface {
  readonly name = 'Total1767225600000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE total (key text PRIMARY KEY, sum bigint, events int, units jsonb)');
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

let server: TestPostgres | undefined;
const databases: Database[] = [];
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await server?.stop();
});

async function open(service: string): Promise<Database> {
  if (server === undefined) throw new Error('PostgreSQL did not start');
  const { user, password } = server;
  const rest = { entities: [TotalEntity], migrations: [...workMigrations, TotalMigration], poolSize: 8 };
  const database = await openDatabase({ ...server, admin: { user, password }, service, rolePassword: 's', ...rest });
  databases.push(database);
  return database;
}

/** A service with everything that `up` gives it. */
async function toy(name: string) {
  const database = await open(name);
  const sequencer = new Sequencer(database, { pollMs: 50 });
  sequencer.start();
  ends.push(() => sequencer.stop());
  const wake = (): void => sequencer.wake();
  const store = new PgEventStore(database, { producer: 'toy/0.0.0', wake, contracts: countedContracts });
  const entities = [{ model: 'totals', entity: TotalEntity }];
  const readModels = new PgReadModels(database, entities);
  const queue = new PgWorkQueue(database);
  const log = new RecordingLog();
  const feed = new LocalFeed(new Map([['toy', { store, bell: sequencer }]]));
  const sequenced = async (): Promise<boolean> =>
    withClient(database, async (client) => (await client.query('SELECT FROM outbox LIMIT 1')).rowCount === 0);
  const run = (service: ToyService, faults = {}): ServiceRuntime => {
    const runtime = new ServiceRuntime({
      service,
      queue,
      feed: new FaultyFeed(feed, faults, 3),
      cursors: new PgCursors(database),
      parking: new PgParking(database),
      transactor: database.transactor,
      readModelWriter: new PgReadModelWriter(database, entities),
      log,
      pollMs: 100,
      headEveryMs: 100,
      onCommit: wake,
      sequenced,
    });
    runtime.start();
    ends.push(() => runtime.stop(1_000));
    return runtime;
  };
  const rows = async (): Promise<string> => sha256(JSON.stringify(await readModels.list('totals', { limit: 1_000 })));
  const cursors = new PgCursors(database);
  return { database, store, queue, log, run, rows, readModels, cursors };
}

it('digests, works and projects everything once, under a bad feed and broken connections, and comes to rest', async () => {
  const { database, store, queue, run, readModels } = await toy('one');
  const audit: Worker = {
    kind: 'audit',
    concurrency: 3,
    leaseMs: 5_000,
    maxAttempts: 50,
    work: async ({ key, generation }) => {
      return async (tx) => {
        const stream = `test.audit/${key.replaceAll('/', '-')}-${String(generation)}`;
        const events = [counted(1, 'audit')];
        await store.append({ stream, expectedVersion: 0, events, context: testContext(stream) }, tx);
      };
    },
  };
  const { reactor } = auditor();
  const own = {
    ...reactor,
    react: (event: never) =>
      (Reflect.get(event, 'stream') as string).startsWith('test.audit/') ? [] : reactor.react(event),
  };
  const service = new ToyService({ reactors: [own], projections: [totals()], workers: [audit] });
  const runtime = run(service, { lose: 0.1, double: 0.2, reorder: 0.2 });
  const kill = setInterval(() => {
    const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE usename = current_user AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1`;
    withClient(database, (client) => client.query(text)).catch(() => undefined);
  }, 40);
  const appended = Array.from({ length: 120 }, (_, n) => `test.counter/${String(n % 6)}-${String(n)}`);
  for (const stream of appended) {
    const request = { stream, expectedVersion: 0, events: [counted(1)], context: testContext(stream) };
    await eventually(`${stream} is appended`, () =>
      store.append(request).then(
        () => true,
        () => false,
      ),
    );
  }
  clearInterval(kill);
  // The pool may still lend a connection that was killed.
  const convergedNow = async (): Promise<boolean> => queueDue(database).then(() => converged([runtime]));
  await eventually('it converges', () => convergedNow().catch(falseWhileAway));
  const all = await readModels.get<Total>('totals', 'all');
  expect(all).toEqual({ sum: 240, events: 240, units: expect.arrayContaining(['one', 'audit']) });
  const states = (await queue.list({ limit: 1_000 })).map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['done']));
}, 120_000);

/** @throws whatever is not the database's absence */
function falseWhileAway(fault: unknown): false {
  if (fault instanceof TransientFault) return false;
  throw fault;
}

/** Back-off is for the world outside: here nobody waits for it. */
async function queueDue(database: Database): Promise<void> {
  await withClient(database, (client) =>
    client.query("UPDATE work SET not_before = now() WHERE state = 'queued' AND attempts > 0"),
  );
}

it('rebuilds a projection to the same rows, also when it is stopped in the middle and while events come', async () => {
  const { store, run, rows, cursors } = await toy('two');
  for (let n = 0; n < 40; n++) {
    const stream = `test.counter/${String(n)}`;
    const events = Array.from({ length: 20 }, (_, index) => counted(index, `unit-${String(index % 4)}`));
    await store.append({ stream, expectedVersion: 0, events, context: testContext(stream) });
  }
  const live = run(new ToyService({ projections: [totals(1)] }));
  await eventually('live is at the head', () => live.idle());
  const before = await rows();
  await live.stop(0);
  const halfway = run(new ToyService({ projections: [totals(2)] }));
  await eventually('the rebuild has begun', async () => (await cursors.get('totals@2', 'toy')).seq > 0);
  await halfway.stop(0);
  const again = run(new ToyService({ projections: [totals(2)] }));
  await eventually('the rebuild is at the head', () => again.idle());
  expect(await rows()).toBe(before);
  expect((await cursors.list()).map(({ consumer }) => consumer)).toEqual(['totals@2']);
}, 120_000);

it('leaves no row of an older version of a projection whose last step was under way', async () => {
  const { database, store, run, readModels, cursors } = await toy('four');
  const stream = 'test.counter/a';
  await store.append({ stream, expectedVersion: 0, events: [counted(1)], context: testContext(stream) });
  const older = run(new ToyService({ projections: [totals(1)] }));
  await eventually('the older one is at the head', () => older.idle());
  await older.stop(0);
  const at = await cursors.get('totals@1', 'toy');
  const writer = new PgReadModelWriter(database, [{ model: 'totals', entity: TotalEntity }]);
  const newer = await database.transactor.run(async (tx) => {
    await cursors.move(at, { epoch: at.epoch, seq: at.seq + 1 }, tx);
    await writer.write('totals', new Map([['stale', { sum: 1, events: 1, units: [] }]]), tx);
    const runtime = run(new ToyService({ projections: [totals(2)] }));
    // Time for it to come as far as it can while this one is open.
    await new Promise((resolve) => setTimeout(resolve, 300));
    return runtime;
  });
  await eventually('the newer one is at the head', () => newer.idle());
  expect((await readModels.list('totals', { limit: 10 })).map(({ key }) => key).sort()).toEqual(['all', stream]);
  expect((await cursors.list()).map(({ consumer }) => consumer)).toEqual(['totals@2']);
}, 120_000);

it('has digested what was appended before it was asked, though nothing of it was delivered', async () => {
  const { store, run, readModels } = await toy('three');
  const { signal } = new AbortController();
  const runtime = run(new ToyService({ projections: [totals()] }), { lose: 1 });
  for (let n = 1; n <= 10; n++) {
    const stream = `test.counter/${String(n)}`;
    await store.append({ stream, expectedVersion: 0, events: [counted(1)], context: testContext(stream) });
    await runtime.numbered(signal);
    await runtime.caughtUp(signal);
    expect(await readModels.get<Total>('totals', 'all')).toMatchObject({ events: n });
  }
  const [stopped, none] = [AbortSignal.abort('stopped'), new ToyService({})];
  await expect(run(none).caughtUp(stopped)).resolves.toBeUndefined();
  await expect(runtime.caughtUp(stopped)).resolves.toBeUndefined();
}, 120_000);
