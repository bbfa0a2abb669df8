import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Rejection, TransientFault } from '@quench/kernel';
import type { Claim, Completion, Worker } from '@quench/ports';
import {
  counted,
  countedContracts,
  eventually,
  InMemoryCursors,
  InMemoryEventStore,
  InMemoryFeed,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  testContext,
  ToyService,
} from '@quench/testing';
import { converged, ServiceRuntime, type RuntimeOptions, type WorkOutcome } from './index.js';

let queue: InMemoryWorkQueue;
let store: InMemoryEventStore;
let log: RecordingLog;
let outcomes: WorkOutcome[];
let started: ServiceRuntime[];

beforeEach(() => {
  queue = new InMemoryWorkQueue();
  store = new InMemoryEventStore({ contracts: countedContracts });
  log = new RecordingLog();
  outcomes = [];
  started = [];
});
afterEach(() => Promise.all(started.map((runtime) => runtime.stop(0))));

const nothing: Completion = () => Promise.resolve();
const CAUSE = { causes: ['e1'], correlationId: 'c1' };

const worker = (work: Worker['work'], more: Partial<Worker> = {}): Worker => ({
  kind: 'build',
  concurrency: 2,
  leaseMs: 60_000,
  maxAttempts: 3,
  work,
  ...more,
});

function run(service: ToyService, more: Partial<RuntimeOptions> = {}): ServiceRuntime {
  const runtime = new ServiceRuntime({
    service,
    queue,
    feed: new InMemoryFeed({ toy: store }),
    cursors: new InMemoryCursors(),
    parking: new InMemoryParking(),
    transactor: new InMemoryTransactor(),
    readModelWriter: new InMemoryReadModels().writer,
    log,
    pollMs: 20,
    headEveryMs: 1_000,
    progress: { ended: (_claim, outcome) => outcomes.push(outcome) },
    ...more,
  });
  runtime.start();
  started.push(runtime);
  return runtime;
}

const enqueue = (...keys: string[]): Promise<void> =>
  queue.enqueue(
    keys.map((key) => ({ kind: 'build', key })),
    CAUSE,
  );
const row = async () => (await queue.list({ limit: 1 }))[0];
const ended = (count: number): Promise<void> => eventually(`${String(count)} ended`, () => outcomes.length >= count);

/** Work that lasts until it is told to end, or aborted. */
function lasting(): { readonly work: Worker['work']; readonly begun: Claim[]; end(): void } {
  const begun: Claim[] = [];
  let end = (): void => undefined;
  const work = (claim: Claim, signal: AbortSignal): Promise<Completion> => {
    begun.push(claim);
    return new Promise((resolve, reject) => {
      end = () => resolve(nothing);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  return { work, begun, end: () => end() };
}

describe('a worker', () => {
  it('finishes an item together with what it completes', async () => {
    const append =
      (stream: string): Completion =>
      async (tx) => {
        await store.append({ stream, expectedVersion: 0, events: [counted(1)], context: testContext(stream) }, tx);
      };
    await enqueue('a', 'b', 'c');
    const runtime = run(new ToyService({ workers: [worker(async ({ key }) => append(`test.counter/${key}`))] }));
    await ended(3);
    expect(outcomes).toEqual([{ outcome: 'finished' }, { outcome: 'finished' }, { outcome: 'finished' }]);
    expect(await store.head()).toMatchObject({ seq: 3 });
    expect(await queue.depth()).toEqual([]);
    expect(await converged([runtime])).toBe(true);
  });

  it('works no more items at a time than it says', async () => {
    let now = 0;
    let most = 0;
    const work = async (): Promise<Completion> => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 3));
      now--;
      return nothing;
    };
    await enqueue(...'abcdefgh');
    run(new ToyService({ workers: [worker(work)] }));
    await ended(8);
    expect(most).toBe(2);
  });

  it('tries again what the world was in the way of', async () => {
    await enqueue('a');
    const work = async ({ attempt }: Claim): Promise<Completion> => {
      if (attempt === 1) throw new TransientFault('net-down', 'No route');
      return nothing;
    };
    const runtime = run(new ToyService({ workers: [worker(work)] }));
    await ended(1);
    expect(await row()).toMatchObject({ state: 'queued', attempts: 1, reason: 'net-down: No route' });
    expect(await runtime.idle()).toBe(false);
    queue.advance(600_000);
    await ended(2);
    expect(await row()).toMatchObject({ state: 'done' });
  });

  it('works an item when its time comes, however seldom it looks for work of others', async () => {
    const notBefore = new Date(Date.now() + 200).toISOString();
    await queue.enqueue([{ kind: 'build', key: 'a', notBefore }], CAUSE);
    run(new ToyService({ workers: [worker(async () => nothing)] }), { pollMs: 600_000 });
    await ended(1);
    expect(outcomes).toEqual([{ outcome: 'finished' }]);
  });

  it('ends at once what a rule refuses', async () => {
    await enqueue('a');
    run(new ToyService({ workers: [worker(() => Promise.reject(new Rejection('no-base', 'None')))] }));
    await ended(1);
    expect(await row()).toMatchObject({ state: 'dead', attempts: 1, reason: 'no-base: None' });
    expect(log.of('work-failed')).toMatchObject([{ key: 'a', state: 'dead', correlationId: 'c1' }]);
  });

  it('ends a bug after its attempts', async () => {
    await enqueue('a');
    const broken = worker(() => Promise.reject(new TypeError('x is undefined')), { maxAttempts: 2 });
    const runtime = run(new ToyService({ workers: [broken] }));
    await ended(1);
    queue.advance(600_000);
    await ended(2);
    expect(await row()).toMatchObject({ state: 'dead', reason: 'unexpected-error: TypeError: x is undefined' });
    expect(await runtime.idle()).toBe(true);
  });

  it('ends an item whose tries never answered', async () => {
    await enqueue('a');
    for (let n = 0; n < 3; n++) {
      await queue.claim({ kind: 'build', worker: 'killed', leaseMs: 1_000 });
      queue.advance(1_001);
    }
    run(new ToyService({ workers: [worker(async () => nothing)] }));
    await ended(1);
    expect(await row()).toMatchObject({
      state: 'dead',
      reason: 'attempts-exhausted: 3 attempts ended without an answer',
    });
  });

  it('throws a result away when the claim is lost, completion included', async () => {
    await enqueue('a');
    const steal: Completion = async (tx) => {
      const request = { stream: 'test.counter/a', expectedVersion: 0, events: [counted(1)], context: testContext() };
      await store.append(request, tx);
      queue.advance(600_000);
      await queue.claim({ kind: 'build', worker: 'thief', leaseMs: 60_000 });
    };
    run(new ToyService({ workers: [worker(async () => steal)] }));
    await ended(1);
    expect(outcomes).toEqual([{ outcome: 'lost' }]);
    expect(await store.head()).toMatchObject({ seq: 0 });
    expect(await row()).toMatchObject({ state: 'running', worker: 'thief' });
  });

  it('aborts work whose claim is lost', async () => {
    await enqueue('a');
    const { work, begun } = lasting();
    run(new ToyService({ workers: [worker(work, { leaseMs: 90 })] }));
    await eventually('it works', () => begun.length === 1);
    await queue.drop('build', 'a', 'not now');
    await ended(1);
    expect(outcomes).toEqual([{ outcome: 'lost' }]);
  });

  it('aborts work when no renewal is answered for two thirds of the lease', async () => {
    await enqueue('a');
    queue.renew = () => Promise.reject(new TransientFault('database-unavailable', 'Gone'));
    const { work, begun } = lasting();
    run(new ToyService({ workers: [worker(work, { leaseMs: 90 })] }));
    await eventually('it works', () => begun.length === 1);
    await ended(1);
    expect(outcomes[0]).toEqual({ outcome: 'lost' });
  });

  it('keeps its lease while it works', async () => {
    await enqueue('a');
    const { work, begun, end } = lasting();
    let renewals = 0;
    const renew = queue.renew.bind(queue);
    queue.renew = (claim, leaseMs) => renew(claim, leaseMs).finally(() => renewals++);
    run(new ToyService({ workers: [worker(work, { leaseMs: 600 })] }));
    await eventually('two renewals', () => renewals >= 2);
    end();
    await ended(1);
    expect(begun).toHaveLength(1);
    expect(outcomes).toEqual([{ outcome: 'finished' }]);
  });

  it('gives its items back when the process stops', async () => {
    await enqueue('a', 'b', 'c');
    const { work, begun } = lasting();
    const runtime = run(new ToyService({ workers: [worker(work)] }));
    await eventually('both work', () => begun.length === 2);
    await runtime.stop(20);
    expect(outcomes).toEqual([{ outcome: 'given-back' }, { outcome: 'given-back' }]);
    expect(await queue.depth()).toEqual([{ kind: 'build', state: 'queued', items: 3, due: 3 }]);
    expect((await row())?.attempts).toBe(0);
  });

  it('lets an item end within the grace', async () => {
    await enqueue('a');
    const { work, begun, end } = lasting();
    const runtime = run(new ToyService({ workers: [worker(work)] }));
    await eventually('it works', () => begun.length === 1);
    const stopped = runtime.stop(60_000);
    end();
    await stopped;
    expect(outcomes).toEqual([{ outcome: 'finished' }]);
  });

  it('gives back what does not even abort, and keeps its result out', async () => {
    await enqueue('a');
    let end = (): void => undefined;
    const deaf = (): Promise<Completion> => new Promise((resolve) => (end = () => resolve(nothing)));
    const runtime = run(new ToyService({ workers: [worker(deaf)] }));
    await eventually('it works', async () => (await row())?.state === 'running');
    await runtime.stop(10);
    expect(await row()).toMatchObject({ state: 'queued', attempts: 0 });
    end();
    await ended(1);
    expect(outcomes).toEqual([{ outcome: 'lost' }]);
    expect(await row()).toMatchObject({ state: 'queued' });
  });
});

describe('a resync', () => {
  it('runs at the start and again, also after a failure; what it wants is worked', async () => {
    let runs = 0;
    const resync = {
      name: 'heads',
      everyMs: 5,
      run: async () => {
        if (++runs === 1) throw new Error('not yet');
        await queue.enqueue([{ kind: 'build', key: 'missing' }], { causes: [], correlationId: 'resync' });
      },
    };
    const runtime = run(new ToyService({ workers: [worker(async () => nothing)], resyncs: [resync] }));
    expect(await runtime.idle()).toBe(false);
    await ended(1);
    expect(log.of('resync-failed')).toMatchObject([{ resync: 'heads' }]);
    await eventually('it runs again', () => runs > 3);
  });
});

describe('what is left to others', () => {
  it('costs no attempt, keeps the reason, and is done by an instance that may', async () => {
    run(new ToyService({ workers: [worker(() => Promise.resolve({ leftToOthers: 'too new' }))] }), {
      workerName: 'older',
    });
    await enqueue('a');
    await ended(1);
    expect(outcomes).toEqual([{ outcome: 'left-to-others', reason: 'too new' }]);
    expect(await row()).toMatchObject({ state: 'queued', attempts: 0, reason: 'too new' });
    run(new ToyService({ workers: [worker(() => Promise.resolve(nothing))] }), { workerName: 'newer' });
    await eventually('it is done by the other one', () => outcomes.some(({ outcome }) => outcome === 'finished'));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['left-to-others', 'finished']);
    expect(log.of('work-left-to-others')).toHaveLength(1);
  });
});
