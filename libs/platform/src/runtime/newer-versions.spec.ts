import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IntegrityFault, type Reactor, type Recorded } from '@quench/kernel';
import type { Feed } from '@quench/ports';
import { auditor, counted, eventually, ToyService } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';
import type { ServiceRuntime, WorkOutcome } from './index.js';

const NEVER_MS = 3_600_000;
const NEW = 'test.Counted.v3';

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

/** Every second event is of a version that came later. */
const mixed = (): Feed => {
  const { feed } = bench;
  const newer = (event: Recorded): Recorded => (event.globalSeq % 2 === 0 ? { ...event, type: NEW } : event);
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

  it('does not keep an instance from stopping, which parks nothing then', async () => {
    const { service } = older();
    const runtime = run(service, NEVER_MS);
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(runtime, 'auditor');
    await bench.append('test.counter/a', counted(2));
    await runtime.stop(0);
    expect(await bench.parking.list(1)).toEqual([]);
    expect(await bench.cursors.get('auditor', 'toy')).toMatchObject({ seq: 1 });
  });

  it('is not waited for again soon after nobody took it', async () => {
    const { service } = older();
    const runtime = run(service, 1_000);
    for (let n = 1; n <= 20; n++) {
      await bench.append(`test.counter/${String(n)}`, counted(n));
      await bench.atHead(runtime, 'auditor');
    }
    expect(await bench.parking.list(20)).toHaveLength(10);
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
