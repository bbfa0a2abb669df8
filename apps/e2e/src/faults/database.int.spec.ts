import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, FaultProxy, startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { again, FAULT_MS, HANG_MS, whenLong } from './how-long.js';
import { Trial, type TrialOptions } from './trial.js';

/** Longer than a silent connection is kept. */
const SILENT_MS = 100_000;
/** Longer than a statement may take. */
const LOCKED_MS = 70_000;

let server: TestPostgres;
let road: FaultProxy;
let trial: Trial;

beforeAll(async () => {
  server = await startPostgres();
  road = await FaultProxy.open(server.port);
}, 60_000);
afterAll(async () => {
  await road.close();
  await server.stop();
});

const begin = async (options?: TrialOptions): Promise<void> => {
  trial = await Trial.open(server, options);
};
afterEach(async () => {
  road.set({});
  await trial.close();
});

const holds = async (): Promise<void> => {
  expect(await trial.verdict()).toEqual([]);
  expect(trial.acknowledged).toBeGreaterThan(0);
};

const ANY_SESSION = `FROM pg_stat_activity WHERE usename = 'mill' AND datname = current_database()
  ORDER BY random() LIMIT 1`;

/** Statements that wait for a lock, and those of them that have waited since a table was locked. */
const WAITING = `SELECT count(*)::int AS waiting,
    count(*) FILTER (WHERE query_start < now() - interval '${String(LOCKED_MS - 2_000)} ms')::int AS ever_since
  FROM pg_stat_activity WHERE usename = 'mill' AND datname = current_database() AND wait_event_type = 'Lock'`;

describe('a service at work loses and doubles nothing', () => {
  it(
    'while connections of it are ended at random',
    async () => {
      await begin();
      await trial.during(() => again(30, () => trial.query(`SELECT pg_terminate_backend(pid) ${ANY_SESSION}`)));
      await holds();
    },
    HANG_MS,
  );

  it(
    'while statements of it are cancelled at random, as by a limit of time',
    async () => {
      await begin();
      await trial.during(() => again(30, () => trial.query(`SELECT pg_cancel_backend(pid) ${ANY_SESSION}`)));
      await holds();
    },
    HANG_MS,
  );

  const locked = async (table: string): Promise<void> => {
    await begin();
    const admin = await trial.connect();
    await trial.during(async () => {
      await sleep(1_000);
      await admin.query('BEGIN');
      await admin.query(`LOCK TABLE mill.${table} IN ACCESS EXCLUSIVE MODE`);
      await sleep(LOCKED_MS);
      const [found] = await trial.query<{ readonly waiting: number; readonly ever_since: number }>(WAITING);
      // The first ones were thrown out, and tried again.
      expect(found).toEqual({ waiting: expect.any(Number), ever_since: 0 });
      expect(found?.waiting).toBeGreaterThan(0);
      await admin.query('ROLLBACK');
      await sleep(1_000);
    });
    await admin.end();
    await holds();
  };
  whenLong('while its events are locked for longer than a statement may take', () => locked('event'));
  whenLong('while its work is locked for longer than a statement may take', () => locked('work'));

  it(
    'while a transaction that has written stays open, and waits for nobody',
    async () => {
      await begin();
      const admin = await trial.connect();
      await admin.query('BEGIN');
      await admin.query(`INSERT INTO mill.event
        (event_id, stream_id, version, type, data, command_id, decision_size, meta, occurred_at)
        VALUES (gen_random_uuid(), 'idle', 1, 't', '{}', gen_random_uuid(), 1, '{}', now())`);
      await trial.during(() => sleep(FAULT_MS));
      await eventually('numbers given beside it', async () => {
        const [log] = await trial.query<{ readonly n: number }>('SELECT count(*)::int AS n FROM mill.event_log');
        return log !== undefined && log.n > 0;
      });
      expect(await trial.verdict()).toEqual([]);
      await admin.query('ROLLBACK');
      await admin.end();
    },
    HANG_MS,
  );
});

describe('on a bad road to the database, a service at work loses and doubles nothing', () => {
  it(
    'when connections are cut again and again',
    async () => {
      await begin({ port: road.port });
      await trial.during(() => again(100, () => road.cut()));
      await holds();
    },
    HANG_MS,
  );

  it(
    'when everything is late and comes in crumbs',
    async () => {
      await begin({ port: road.port });
      road.set({ delayMs: 10, slice: 300 });
      await trial.during(() => sleep(FAULT_MS));
      await holds();
    },
    HANG_MS,
  );

  it(
    'when answers get lost after the database has done what was asked',
    async () => {
      await begin({ port: road.port });
      await trial.during(() =>
        again(300, async () => {
          road.set({ loseAnswersAfter: 0 });
          await sleep(100);
          road.set({});
        }),
      );
      await holds();
    },
    HANG_MS,
  );

  whenLong('when the cable is pulled, and no end of any connection knows', async () => {
    await begin({ port: road.port });
    await trial.during(async () => {
      await sleep(1_000);
      road.set({ silent: true });
      await sleep(SILENT_MS);
      road.set({});
      await sleep(1_000);
    });
    await holds();
  });
});
