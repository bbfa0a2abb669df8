import { InMemoryTransactor, InMemoryWorkQueue, startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Claim, Transactor, WorkQueue } from '@quench/ports';
import fc from 'fast-check';
import { openDatabase, withClient, type Database } from '../database/index.js';
import { PgWorkQueue, workMigrations } from './index.js';

let server: TestPostgres | undefined;
let database: Database | undefined;

beforeAll(async () => {
  server = await startPostgres();
  const { user, password } = server;
  const rest = { entities: [], migrations: workMigrations, poolSize: 12, rolePassword: 'secret' };
  database = await openDatabase({ ...server, admin: { user, password }, service: 'builder', ...rest });
}, 60_000);

afterAll(async () => {
  await database?.close();
  await server?.stop();
});

const opened = (): Database => {
  if (database === undefined) throw new Error('The database did not open');
  return database;
};
const run = (text: string, values: unknown[] = []): Promise<unknown> =>
  withClient(opened(), (client) => client.query(text, values));
const lapse = (key: string): Promise<unknown> =>
  run("UPDATE work SET lease_until = now() - interval '1 s' WHERE key = $1 AND state = 'running'", [key]);

const LEASE_MS = 600_000;
const key = fc.constantFrom('a', 'b', 'c');
const which = fc.nat({ max: 30 });

/** One thing that happens to the queue; `which` picks one of the claims made so far, stale ones included. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      key,
      fairKey: fc.constantFrom('x', 'y'),
      priority: fc.nat({ max: 2 }),
      later: fc.nat({ max: 9 }).map((n) => n === 0),
      causes: fc.subarray(['e1', 'e2', 'e3', 'e4', 'e5', 'e6'], { maxLength: 2 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('finish', 'fail', 'die', 'giveBack', 'intend', 'settle', 'renew'),
      which,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('lapse', 'retry', 'drop'), key }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Side {
  readonly queue: WorkQueue;
  readonly transactor: Transactor;
  readonly lapse: (key: string) => unknown;
}

async function ofClaim(side: Side, name: string, claim: Claim): Promise<unknown> {
  const { queue, transactor } = side;
  switch (name) {
    case 'finish':
      return transactor.run((tx) => queue.finish(claim, tx));
    case 'fail':
      return queue.fail(claim, { then: 'retry', reason: 'net: down', retryAfterMs: 0 }, 3);
    case 'die':
      return queue.fail(claim, { then: 'die', reason: 'no: way' }, 3);
    case 'giveBack':
      return queue.giveBack(claim);
    case 'intend':
      return queue.intend(claim, { push: claim.key });
    case 'settle':
      return queue.settle(claim, 'confirmed', { ok: true });
    default:
      return queue.renew(claim, LEASE_MS);
  }
}

async function apply(side: Side, one: Step, claims: Claim[]): Promise<unknown> {
  const { queue } = side;
  switch (one.do) {
    case 'enqueue': {
      const { key: of, fairKey, priority, causes, later } = one;
      const notBefore = later ? { notBefore: '2200-01-01T00:00:00.000Z' } : {};
      const correlationId = `about ${causes.join()}`;
      return queue.enqueue([{ kind: 'build', key: of, fairKey, priority, ...notBefore }], { causes, correlationId });
    }
    case 'claim': {
      const claim = await queue.claim({ kind: 'build', worker: 'w', leaseMs: LEASE_MS });
      if (claim !== undefined) claims.push(claim);
      return claim;
    }
    case 'lapse':
      return void (await side.lapse(one.key));
    case 'retry':
      return queue.retry('build', one.key);
    case 'drop':
      return queue.drop('build', one.key, 'not now');
    default: {
      const claim = claims.at(-1 - (one.which % Math.max(claims.length, 1)));
      return claim === undefined ? undefined : ofClaim(side, one.do, claim);
    }
  }
}

const answer = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => ({ threw: (error as { code: string }).code }));

async function rowsOf({ queue }: Side): Promise<unknown> {
  const rows = await queue.list({ limit: 10 });
  return { depth: await queue.depth(), rows: rows.map(({ notBefore: _, enqueuedAt: __, ...row }) => row) };
}

describe('the queue in PostgreSQL', () => {
  it('answers every sequence of calls as the model does', async () => {
    const pg: Side = { queue: new PgWorkQueue(opened()), transactor: opened().transactor, lapse };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await run('DELETE FROM work');
        const queue = new InMemoryWorkQueue();
        const model: Side = { queue, transactor: new InMemoryTransactor(), lapse: (of) => queue.lapse('build', of) };
        const claims: readonly [Claim[], Claim[]] = [[], []];
        for (const one of steps) {
          const [actual, expected] = [
            await answer(apply(pg, one, claims[0])),
            await answer(apply(model, one, claims[1])),
          ];
          expect([one, actual]).toEqual([one, expected]);
          expect(await rowsOf(pg)).toEqual(await rowsOf(model));
        }
      }),
      { numRuns: 120 },
    );
  }, 120_000);

  it('keeps its promises to many claimers at once', async () => {
    await run('DELETE FROM work');
    const queue = new PgWorkQueue(opened());
    const random = fc.sample(fc.nat({ max: 99 }), { numRuns: 20_000, seed: 42 });
    const dice = (): number => random.pop() ?? 0;
    const done = new Map<string, { generation: number; fence: number }[]>();
    const causes = new Map<string, Set<string>>();
    let enqueued = 0;

    const producer = async (): Promise<void> => {
      while (enqueued < 200) {
        const id = `e${String(++enqueued)}`;
        await queue.enqueue([{ kind: 'build', key: `k${String(dice() % 12)}` }], { causes: [id], correlationId: id });
      }
    };
    const finish = async (claim: Claim): Promise<void> => {
      if (!(await opened().transactor.run((tx) => queue.finish(claim, tx)))) return;
      done.set(claim.key, [...(done.get(claim.key) ?? []), claim]);
      const seen = causes.get(claim.key) ?? new Set();
      causes.set(claim.key, new Set([...seen, ...claim.causes]));
    };
    const claimer = async (): Promise<void> => {
      for (let idle = 0; idle < 20;) {
        const claim = await queue.claim({ kind: 'build', worker: 'w', leaseMs: LEASE_MS });
        idle = claim === undefined ? idle + 1 : 0;
        if (claim === undefined) continue;
        const roll = dice();
        if (roll < 15) await queue.giveBack(claim);
        else if (roll < 30) await queue.fail(claim, { then: 'retry', reason: 'net: down', retryAfterMs: 0 }, 1_000);
        else if (roll < 45) await lapse(claim.key);
        if (roll >= 30) await finish(claim);
      }
    };
    await Promise.all([producer(), producer(), ...Array.from({ length: 8 }, claimer)]);
    await claimer();
    // What a claimer left running with an ended lease is claimed by now, so nothing is open.
    expect(await queue.depth()).toEqual([]);
    for (const [of, claims] of done) {
      const generations = claims.map(({ generation }) => generation);
      const fences = claims.map(({ fence }) => fence);
      expect([of, generations]).toEqual([of, [...new Set(generations)].sort((a, b) => a - b)]);
      expect([of, fences]).toEqual([of, [...new Set(fences)].sort((a, b) => a - b)]);
    }
    expect(new Set([...causes.values()].flatMap((ids) => [...ids])).size).toBe(enqueued);
  }, 120_000);
});
