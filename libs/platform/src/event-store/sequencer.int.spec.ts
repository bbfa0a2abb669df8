import { appendOf, countedContracts, freshStream, startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openDatabase, type Database } from '../database/index.js';
import { PgEventStore, rouse, Sequencer, type SequencerOptions } from './index.js';

const NEVER_MS = 3_000_000;

let server: TestPostgres;
let admin: pg.Client;
let database: Database;
let store: PgEventStore;
const started: Sequencer[] = [];

beforeAll(async () => {
  server = await startPostgres();
  const { host, port, database: name, user, password } = server;
  const rest = { service: 'builder', rolePassword: 'secret', entities: [], migrations: [], poolSize: 4 };
  database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
  store = new PgEventStore(database, { producer: 'b/0', contracts: countedContracts });
  admin = new pg.Client(server);
  await admin.connect();
}, 60_000);

afterEach(async () => {
  for (const sequencer of started.splice(0)) await sequencer.stop();
});

afterAll(async () => {
  await admin.end();
  await database.close();
  await server.stop();
});

function start(options: SequencerOptions): Sequencer {
  const sequencer = new Sequencer(database, options);
  started.push(sequencer);
  sequencer.start();
  return sequencer;
}

const append = () => store.append(appendOf(freshStream(), 0));

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 10) {
    if (waited > 30_000) throw new Error(`Gave up waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const numbered = (seq: number) => until(async () => (await store.head()).seq >= seq, `number ${String(seq)} was given`);

const holders = async (): Promise<number> =>
  (await admin.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted`)).rowCount ?? 0;

describe('the sequencer', () => {
  it('numbers what was there before it started, and what comes when it is woken', async () => {
    const { seq } = await store.head();
    await append();
    const sequencer = start({ pollMs: NEVER_MS });
    await numbered(seq + 1);
    await append();
    sequencer.wake();
    await numbered(seq + 2);
  });

  it('finds by itself what another process appended', async () => {
    const { seq } = await store.head();
    start({ pollMs: 10 });
    await append();
    await numbered(seq + 1);
  });

  it('rests after a batch, and gathers what comes meanwhile', async () => {
    const { seq } = await store.head();
    const happened: string[] = [];
    let wakeUp = (): void => undefined;
    const rested = new Promise<void>((resolve) => (wakeUp = resolve));
    const rest = (): Promise<void> => {
      happened.push('rest');
      return rested;
    };
    const sequencer = start({ pollMs: NEVER_MS, rest });
    sequencer.subscribe(({ first, last }) => happened.push(`${String(first - seq)} to ${String(last - seq)}`));
    await append();
    sequencer.wake();
    await numbered(seq + 1);
    for (let n = 0; n < 3; n++) {
      await append();
      sequencer.wake();
    }
    wakeUp();
    await numbered(seq + 4);
    await sequencer.stop();
    expect(happened).toEqual(['1 to 1', 'rest', '2 to 4', 'rest']);
  });

  it('looks at once when another process says that it changed something, and tells who asked to know', async () => {
    const { seq } = await store.head();
    let roused = 0;
    const sequencer = start({ pollMs: NEVER_MS });
    sequencer.onRoused(() => roused++);
    // Anything may have been said before the session began.
    await until(async () => roused === 1, 'it listened');
    await append();
    await rouse(database);
    await numbered(seq + 1);
    // Its first look may have found the event before the word arrived.
    await until(async () => roused === 2, 'it was told');
  });

  it('tells of every number once, in order, batch by batch', async () => {
    const { seq } = await store.head();
    for (let n = 0; n < 7; n++) await append();
    const told: number[] = [];
    const sequencer = new Sequencer(database, { pollMs: NEVER_MS, batchSize: 3 });
    started.push(sequencer);
    const end = sequencer.subscribe(({ first, last }) => {
      for (let number = first; number <= last; number++) told.push(number);
    });
    sequencer.start();
    await until(async () => told.length === 7, 'seven numbers were told');
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => seq + n));
    end();
    await append();
    sequencer.wake();
    await numbered(seq + 8);
    expect(told).toHaveLength(7);
  });

  it('works in one process at a time, and goes on in another when that one stops', async () => {
    const [first] = [start({ pollMs: 10 })];
    await until(async () => (await holders()) === 1, 'the first held the lock');
    const second = start({ pollMs: 10 });
    await first.stop();
    const { seq } = await store.head();
    await append();
    await numbered(seq + 1);
    expect(await holders()).toBe(1);
    await second.stop();
    expect(await holders()).toBe(0);
  });

  it('is thrown out by the server when it stops talking, and comes back by itself', async () => {
    const faults: unknown[] = [];
    // Longer silent than a holder may be, as if the process were frozen.
    const silent = start({ pollMs: NEVER_MS, onFault: (fault) => faults.push(fault) });
    await until(async () => (await holders()) === 1, 'the silent one held the lock');
    await until(async () => faults.length > 0, 'the server ended its session');
    expect(faults[0]).toMatchObject({ name: 'TransientFault', code: 'database-unavailable' });
    const { seq } = await store.head();
    await append();
    silent.wake();
    await numbered(seq + 1);
  }, 40_000);

  it('does not disturb the sequencer of another schema', async () => {
    start({ pollMs: 10 });
    await until(async () => (await holders()) === 1, 'this schema was held');
    const { host, port, database: name, user, password } = server;
    const rest = { service: 'tester', rolePassword: 'secret', entities: [], migrations: [], poolSize: 2 };
    const other = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
    const sequencer = new Sequencer(other, { pollMs: 10 });
    sequencer.start();
    await until(async () => (await holders()) === 2, 'both schemas were held');
    await sequencer.stop();
    await other.close();
  });
});
