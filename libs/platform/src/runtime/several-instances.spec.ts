import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reactor } from '@quench/kernel';
import type { Feed, Worker } from '@quench/ports';
import { auditor, counted, eventually, ToyService } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';

/** Nothing happens because time passes. */
const NEVER_MS = 3_600_000;

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

describe('one of several instances', () => {
  it('digests no event that another one digests', async () => {
    const service = new ToyService({ reactors: [auditor().reactor] });
    const runtimes = [bench.run(service), bench.run(service), bench.run(service)];
    for (let n = 0; n < 40; n++) await bench.append(`test.counter/${String(n)}`, counted(1));
    for (const runtime of runtimes) await bench.atHead(runtime, 'auditor');
    const rows = await bench.queue.list({ limit: 50 });
    expect(rows.map(({ wanted }) => wanted)).toEqual(Array<number>(40).fill(1));
  });

  it('has done nothing when another instance was faster, and goes on where that one stands', async () => {
    await bench.append('test.counter/a', counted(1));
    const { reactor } = auditor();
    const seen: number[] = [];
    const spy: Reactor = {
      ...reactor,
      react: (event) => {
        seen.push(event.globalSeq);
        return [];
      },
    };
    const runtime = bench.run(new ToyService({ reactors: [spy] }), bench.feed, { headEveryMs: NEVER_MS });
    await bench.atHead(runtime, 'auditor');
    const { cursors } = bench;
    const move = cursors.move.bind(cursors);
    // The other one gets as far as the second of the three events that come now, and this one to the third.
    cursors.move = async (from, to, tx) => {
      cursors.move = move;
      await bench.transactor.run((other) => move(from, { epoch: 1, seq: 3 }, other));
      return move(from, to, tx);
    };
    await bench.append('test.counter/a', counted(2), counted(3), counted(4));
    await bench.atHead(runtime, 'auditor');
    expect(seen).toEqual([1, 4]);
    expect(runtime.consumerStates()).toMatchObject([{ repaired: 0 }]);
  });

  it('wakes workers for what another instance has asked for', async () => {
    const worked: string[] = [];
    const busy = Promise.withResolvers<() => Promise<void>>();
    const worker = (work: Worker['work']): ToyService =>
      new ToyService({
        reactors: [auditor().reactor],
        workers: [{ kind: 'audit', concurrency: 1, leaseMs: 60_000, maxAttempts: 1, work }],
      });
    const never = { pollMs: NEVER_MS, headEveryMs: NEVER_MS };
    const occupied = worker(() => busy.promise);
    const free = worker(async ({ key }) => {
      worked.push(key);
      return async () => {};
    });
    const first = bench.run(occupied, bench.feed, never);
    await bench.append('test.counter/first', counted(1));
    await bench.atHead(first, 'auditor');
    await eventually('the first instance to be busy', async () =>
      (await bench.queue.list({ limit: 10 })).every(({ state }) => state === 'running'),
    );
    const { feed } = bench;
    // It hears of everything later than the first, which digests all there is.
    const late: Feed = {
      pull: (...asked) => feed.pull(...asked),
      head: (producer) => feed.head(producer),
      subscribe: (producer, deliver) => feed.subscribe(producer, (events) => void setTimeout(deliver, 20, events)),
    };
    const second = bench.run(free, late, never);
    await bench.atHead(second, 'auditor');
    for (let n = 1; n <= 5; n++) {
      // The look at the queue that follows the last claim is over, and finds the work no more.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await bench.append(`test.counter/${String(n)}`, counted(n));
      await eventually('the second instance to have worked', () => worked.length === n);
    }
    busy.resolve(async () => {});
  });
});
