import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IntegrityFault, type Reactor, type Recorded } from '@quench/kernel';
import type { Feed, Resync } from '@quench/ports';
import { auditor, counted, eventually, ToyService, totals, type Total } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';
import type { ServiceRuntime, WorkOutcome } from './index.js';

const NEVER_MS = 3_600_000;
const NEW = 'test.Counted.v3';

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

/** Every so many events, one is of a version that came later. */
const mixed = (every = 2): Feed => {
  const { feed } = bench;
  const newer = (event: Recorded): Recorded => (event.globalSeq % every === 0 ? { ...event, type: NEW } : event);
  return {
    pull: async (producer, after, limit) => (await feed.pull(producer, after, limit)).map(newer),
    head: (producer) => feed.head(producer),
    subscribe: (producer, deliver) => feed.subscribe(producer, (events) => deliver(events.map(newer))),
  };
};

/** Remembers what it reacted to. */
function recorder(types: readonly string[]) {
  const seen: number[] = [];
  const reactor: Reactor = {
    ...auditor().reactor,
    types,
    react: ({ globalSeq }) => {
      seen.push(globalSeq);
      return [];
    },
  };
  return { seen, service: new ToyService({ reactors: [reactor] }) };
}
const older = () => recorder(['test.Counted.v2']);
const newer = () => recorder(['test.Counted.v2', NEW]);

const run = (service: ToyService, newerGraceMs: number): ServiceRuntime =>
  bench.run(service, mixed(), { newerGraceMs });

/** Resolves once an instance that stood at its head waits for others to take the second event. */
async function appendUnknown(): Promise<void> {
  const { cursors } = bench;
  const get = cursors.get.bind(cursors);
  const waits = Promise.withResolvers<undefined>();
  // At its head, it asks where it stands only while it waits.
  cursors.get = (...of) => {
    waits.resolve(undefined);
    return get(...of);
  };
  await bench.append('test.counter/a', counted(2));
  await waits.promise;
}

describe('an event of a version that came later', () => {
  it('is left to an instance that knows it, and nothing is parked', async () => {
    const [old, young] = [older(), newer()];
    run(old.service, NEVER_MS);
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    const runtime = run(young.service, NEVER_MS);
    for (let n = 4; n <= 20; n++) await bench.append('test.counter/a', counted(n));
    await bench.atHead(runtime, 'auditor');
    const all = [...old.seen, ...young.seen].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await bench.parking.list(1)).toEqual([]);
  });

  it('is digested by an instance that runs already, though an older one has parked it', async () => {
    const [old, young] = [older(), newer()];
    const runtime = run(old.service, 0);
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    await bench.atHead(runtime, 'auditor');
    const parked = await bench.parking.list(10);
    expect(parked).toMatchObject([{ seq: 2 }, { seq: 3 }]);
    await bench.transactor.run(async (tx) => {
      for (const entry of parked) await bench.parking.release(entry, tx);
    });
    await runtime.stop(0);
    run(young.service, 0);
    await bench.append('test.counter/b', counted(4));
    await eventually('the newer one to run', () => young.seen.includes(4));
    await bench.transactor.run(async (tx) => {
      for (const entry of parked) await bench.parking.park(entry, tx);
    });
    await eventually('the newer one to have digested them', () => young.seen.includes(3));
    expect(young.seen).toEqual([4, 2, 3]);
    expect(await bench.parking.list(1)).toEqual([]);
  });

  it('does not hold back the known ones before it, delivered together with it', async () => {
    const { seen, service } = older();
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    run(service, NEVER_MS);
    await eventually('what comes before it to be digested', async () => {
      const { seq } = await bench.cursors.get('auditor', 'toy');
      return seq === 1;
    });
    expect(seen).toEqual([1]);
    expect(await bench.parking.list(1)).toEqual([]);
  });

  it('is come to behind another instance that was faster before it', async () => {
    const { seen, service } = older();
    await bench.append('test.counter/a', counted(1), counted(2), counted(3), counted(4));
    const { cursors } = bench;
    const move = cursors.move.bind(cursors);
    cursors.move = async (from, to, tx) => {
      cursors.move = move;
      await bench.transactor.run((other) => move(from, { epoch: 1, seq: 1 }, other));
      return move(from, to, tx);
    };
    const runtime = bench.run(service, mixed(4), { newerGraceMs: 0, headEveryMs: NEVER_MS });
    await bench.atHead(runtime, 'auditor');
    expect(seen).toEqual([2, 3]);
    expect(await bench.parking.list(10)).toMatchObject([{ seq: 4 }]);
  });

  it('that another instance has parked is not overtaken by one that waited for it', async () => {
    const { seen, service } = older();
    const waiting = run(service, NEVER_MS);
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(waiting, 'auditor');
    await appendUnknown();
    const other = run(older().service, 0);
    await bench.atHead(other, 'auditor');
    await other.stop(0);
    await bench.append('test.counter/a', counted(3));
    await bench.atHead(waiting, 'auditor');
    expect(seen).toEqual([1]);
    expect(await bench.parking.list(10)).toMatchObject([{ seq: 2 }, { seq: 3 }]);
  });

  it('does not keep an instance from stopping, which parks nothing then', async () => {
    const { service } = older();
    const runtime = run(service, NEVER_MS);
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(runtime, 'auditor');
    await appendUnknown();
    await runtime.stop(0);
    expect(await bench.parking.list(1)).toEqual([]);
    expect(await bench.cursors.get('auditor', 'toy')).toMatchObject({ seq: 1 });
  });
});

it('leaves work to newer instances that finds what they have written', async () => {
  const outcomes: WorkOutcome[] = [];
  const work = () =>
    Promise.reject(new IntegrityFault('event-unknown', 'Stored event test.Counted.v3 is unknown here'));
  const worker = { kind: 'audit', concurrency: 1, leaseMs: NEVER_MS, maxAttempts: 1, work };
  bench.run(new ToyService({ reactors: [auditor().reactor], workers: [worker] }), bench.feed, {
    progress: { ended: (_claim, outcome) => outcomes.push(outcome) },
  });
  await bench.append('test.counter/a', counted(1));
  await eventually('it is left', () => outcomes.length > 0);
  expect(outcomes).toEqual([{ outcome: 'left-to-others', reason: expect.stringContaining('event-unknown') }]);
  expect(await bench.queue.list({ limit: 1 })).toMatchObject([{ state: 'queued', attempts: 0 }]);
});

it('runs resyncs again when it has digested what an older instance had parked: wishes found nothing meanwhile', async () => {
  const rows = { ...totals(), types: ['test.Counted.v2'] };
  const old = run(new ToyService({ projections: [rows] }), 0);
  await bench.append('test.counter/a', counted(1), counted(2), counted(3));
  await bench.atHead(old, 'totals@1');
  const seen: number[] = [];
  const resync: Resync = {
    name: 'look',
    everyMs: NEVER_MS,
    run: async () => {
      seen.push((await bench.readModels.get<Total>('totals', 'all'))?.events ?? 0);
    },
  };
  const knowing = new ToyService({ projections: [{ ...rows, types: ['test.Counted.v2', NEW] }], resyncs: [resync] });
  run(knowing, 0);
  await eventually('a resync has seen all of it', () => seen.includes(3));
  await old.stop(0);
  await bench.append('test.counter/b', counted(4));
  await eventually('it runs alone', async () => (await bench.readModels.get<Total>('totals', 'all'))?.events === 4);
  const before = seen.length;
  const again = { consumer: 'totals@1', producer: 'toy', key: 'test.counter/b', epoch: 1, seq: 4, attempts: 0 };
  await bench.transactor.run((tx) => bench.parking.park({ ...again, reason: 'event-version-unknown: late' }, tx));
  await eventually('a resync was run for it', () => seen.length > before);
});

it('runs resyncs once when a command that only looks has digested what was parked', async () => {
  await bench.append('test.counter/a', counted(1));
  const entry = { consumer: 'totals@1', producer: 'toy', key: 'test.counter/a', epoch: 1, seq: 1, attempts: 3 };
  await bench.transactor.run((tx) => bench.parking.park({ ...entry, reason: 'poison' }, tx));
  let ran = 0;
  const resync: Resync = { name: 'look', everyMs: NEVER_MS, run: async () => void ran++ };
  const command = bench.look(new ToyService({ projections: [totals()], resyncs: [resync] }));
  expect(await command.retryParked()).toBe(1);
  expect(ran).toBe(1);
  expect(await command.retryParked()).toBe(0);
  expect(ran).toBe(1);
});
