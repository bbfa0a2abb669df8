import { counted, countedContracts, seededRandom, startPostgres, testContext } from '@quench/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import type { Append, EventStore } from '@quench/ports';
import pg from 'pg';
import { inTx, openDatabase, type Database } from '../database/index.js';
import { PgEventStore, Sequencer } from './index.js';

const WRITERS = 12;
const STREAMS = 20;
const APPENDS_EACH = 120;
const KILL_EVERY_MS = 40;
const SEED = 20_260_301;

type Server = Awaited<ReturnType<typeof startPostgres>>;

/** What one process of a service has. */
interface Process {
  readonly database: Database;
  readonly sequencer: Sequencer;
  readonly store: EventStore;
}

let server: Server;
let admin: pg.Client;
const processes: Process[] = [];

beforeAll(async () => {
  server = await startPostgres();
  admin = new pg.Client(server);
  await admin.connect();
  for (let n = 0; n < 2; n++) processes.push(await startProcess());
}, 60_000);

afterAll(async () => {
  for (const { sequencer, database } of processes) {
    await sequencer.stop();
    await database.close();
  }
  await admin.end();
  await server.stop();
});

async function startProcess(): Promise<Process> {
  const { host, port, database: name, user, password } = server;
  const rest = { service: 'builder', rolePassword: 'secret', entities: [], migrations: [], poolSize: 6 };
  const database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
  const sequencer = new Sequencer(database, { pollMs: 20 });
  sequencer.start();
  const wake = (): void => sequencer.wake();
  return {
    database,
    sequencer,
    store: new PgEventStore(database, { producer: 'b/0', wake, contracts: countedContracts }),
  };
}

/** Appends until it is acknowledged, the same command again and again; answers the ids of its events. */
async function append({ store, database }: Process, stream: string, random: () => number): Promise<readonly string[]> {
  const context = testContext();
  const events = random() < 0.3 ? [counted(1), counted(2), counted(3)] : [counted(1)];
  const style = random();
  for (;;) {
    try {
      const { version } = await store.read(stream);
      const request: Append = { stream, expectedVersion: version, events, context };
      if (style < 0.5) return (await store.append(request)).map(({ id }) => id);
      return await database.transactor.run(async (tx) => {
        // A write of the transaction before the append: its transaction id is older than its event.
        await inTx(tx).client.query("INSERT INTO parked VALUES ('c', 'p', $1, 1, $2, '', 1)", [
          stream,
          Math.floor(random() * 2 ** 52),
        ]);
        const appended = await store.append(request, tx);
        if (random() < 0.1) throw new TransientFault('test-rollback', 'Rolled back on purpose');
        return appended.map(({ id }) => id);
      });
    } catch (error) {
      if (!(error instanceof TransientFault)) throw error;
    }
  }
}

const number = async (query: string): Promise<number> => {
  const { rows } = await admin.query<{ readonly n: string }>(`SELECT count(*) AS n FROM (${query}) AS found`);
  return Number(rows[0]?.n);
};

describe('the log under contention and broken connections', () => {
  const acknowledged: string[] = [];
  let kills = 0;

  it('takes every append in the end', async () => {
    const random = seededRandom(SEED);
    const write = async (writer: number): Promise<void> => {
      const process = processes[writer % processes.length];
      for (let n = 0; process !== undefined && n < APPENDS_EACH; n++) {
        const stream = `test.hot/${String(Math.floor(random() * STREAMS))}`;
        acknowledged.push(...(await append(process, stream, random)));
      }
    };
    const killer = setInterval(() => {
      kills++;
      void admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'builder' ORDER BY random() LIMIT 1`,
      );
    }, KILL_EVERY_MS);
    try {
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    } finally {
      clearInterval(killer);
    }
    expect(kills).toBeGreaterThan(10);
  }, 120_000);

  it('numbers what is left when the faults have stopped', async () => {
    if (processes[0] !== undefined) await append(processes[0], 'test.last/1', seededRandom(SEED));
    while ((await number('SELECT FROM builder.outbox')) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await number('SELECT FROM builder.event')).toBe(await number('SELECT FROM builder.event_log'));
  }, 60_000);

  it('lost and doubled nothing', async () => {
    const { rows } = await admin.query<{ readonly event_id: string }>(
      'SELECT event_id FROM builder.event JOIN builder.event_log USING (position) WHERE stream_id LIKE $1',
      ['test.hot/%'],
    );
    // Nothing is acknowledged twice, nothing is missing, and nothing is there that nobody had acknowledged in the end.
    expect(rows.map((row) => row.event_id).sort()).toEqual(acknowledged.sort());
  });

  it('has no gap, no inversion and no time that goes back', async () => {
    const { rows } = await admin.query(
      'SELECT min(global_seq) AS first, max(global_seq) AS last FROM builder.event_log',
    );
    const total = await number('SELECT FROM builder.event_log');
    expect(rows).toEqual([{ first: '1', last: String(total) }]);
    const along = (of: string, partition: string): string =>
      `SELECT FROM (SELECT ${of} AS here, lag(${of}) OVER (${partition} ORDER BY global_seq) AS before
       FROM builder.event_log JOIN builder.event USING (position)) AS pairs`;
    const inversions = `${along('version', 'PARTITION BY stream_id')} WHERE here <> coalesce(before, 0) + 1`;
    expect(await number(inversions)).toBe(0);
    expect(await number(`${along('sequenced_at', '')} WHERE here < before`)).toBe(0);
    const wrongVersions = `SELECT FROM builder.stream s WHERE version <>
      (SELECT count(*) FROM builder.event e WHERE e.stream_id = s.stream_id)`;
    expect(await number(wrongVersions)).toBe(0);
  });
});
