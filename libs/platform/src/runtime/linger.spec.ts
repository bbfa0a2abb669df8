import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Reactor } from '@quench/kernel';
import type { Tx } from '@quench/ports';
import { auditor, counted, InMemoryTransactor, totals, ToyService } from '@quench/testing';
import { Linger } from './linger.js';
import { RuntimeBench } from './runtime-bench.fixture.js';
import { Standpoint } from './standpoint.js';

class CountedTransactions extends InMemoryTransactor {
  count = 0;

  override run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.count++;
    return super.run(work);
  }
}

const uninterested: Reactor = { name: 'uninterested', producer: 'toy', types: ['toy.Other.v1'], react: () => [] };

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(async () => {
  await bench.stop();
  jest.useRealTimers();
});

/** Time passes only as the test says: on a busy machine what follows would not come soon. */
const inFakeTime = (): void => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
};
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('events that come soon after others', () => {
  it('are digested together', async () => {
    inFakeTime();
    const transactor = new CountedTransactions();
    const service = new ToyService({ reactors: [auditor().reactor] });
    bench.run(service, bench.feed, { transactor, headEveryMs: 60_000 });
    await pass(100);
    for (let n = 0; n < 200; n++) {
      await bench.append(`test.counter/${String(n)}`, counted(n));
      await pass(1);
    }
    await pass(2_000);
    expect(await bench.cursors.get('auditor', 'toy')).toMatchObject({ seq: 200 });
    expect(transactor.count).toBeLessThan(20);
    expect(await bench.keys()).toHaveLength(200);
  });

  it('wait no longer than others would', () => {
    const linger = new Linger(['toy.Counted.v1']);
    const own = [{ type: 'toy.Counted.v1' }];
    expect(linger.leftMs(own)).toBe(0);
    linger.taken(1, 0);
    expect(linger.leftMs(own)).toBeGreaterThan(0);
  });
});

describe('a consumer that digests slowly', () => {
  it('lets more come together', () => {
    const own = [{ type: 'toy.Counted.v1' }];
    const [quick, slow, stuck] = [2, 30, 60_000].map((tookMs) => {
      const linger = new Linger(['toy.Counted.v1']);
      linger.taken(1, tookMs);
      return linger.leftMs(own);
    });
    expect(slow).toBeGreaterThan(quick ?? Infinity);
    expect(stuck).toBeGreaterThan(slow ?? Infinity);
    expect(stuck).toBeLessThanOrEqual(1_000);
  });
});

describe('events that a consumer has no use for', () => {
  it('are passed over together, and soon', async () => {
    inFakeTime();
    const transactor = new CountedTransactions();
    const service = new ToyService({ reactors: [uninterested] });
    bench.run(service, bench.feed, { transactor, headEveryMs: 60_000 });
    await pass(100);
    for (let n = 0; n < 200; n++) {
      await bench.append(`test.counter/${String(n)}`, counted(n));
      await pass(1);
    }
    await pass(2_000);
    expect(await bench.cursors.get('uninterested', 'toy')).toMatchObject({ seq: 200 });
    expect(transactor.count).toBeLessThan(5);
  });

  it('wait for none that is digested, or that only a newer version knows', () => {
    const linger = new Linger(['toy.Counted.v1']);
    const [own, newer, other] = [{ type: 'toy.Counted.v1' }, { type: 'toy.Counted.v2' }, { type: 'toy.Other.v1' }];
    expect([[other, own], [newer], [own]].map((events) => linger.leftMs(events))).toEqual([0, 0, 0]);
    expect(linger.leftMs([other])).toBeGreaterThan(0);
  });

  it('keep nobody waiting who goes after the consumer, although its cursor has not moved', async () => {
    const rows = { ...totals(), types: ['test.Other.v1'] };
    const { reactor } = auditor();
    const stood: Promise<{ readonly seq: number }>[] = [];
    const after: Reactor = {
      ...reactor,
      react: ({ globalSeq }) => {
        stood.push(bench.cursors.get('totals@1', 'toy').then(({ seq }) => ({ seq: seq - globalSeq })));
        return [];
      },
    };
    const runtime = bench.run(new ToyService({ projections: [rows], reactors: [after] }), bench.feed, {
      headEveryMs: 60_000,
    });
    await bench.atHead(runtime, 'auditor');
    for (let n = 1; n <= 20; n++) {
      await bench.append('test.counter/a', counted(n));
      await bench.atHead(runtime, 'auditor');
    }
    // Each time it would have to have come first, if the cursor were waited for.
    expect((await Promise.all(stood)).some(({ seq }) => seq < 0)).toBe(true);
  });

  it('are behind a consumer that has seen them', async () => {
    const stands = new Standpoint({ consumer: 'c', producer: 'toy', epoch: 1, seq: 3 });
    const past = stands.past({ epoch: 1, seq: 7 }, () => false);
    stands.isClearTo({ epoch: 1, seq: 7 });
    expect(await past).toBe(true);
    stands.moveTo({ ...stands.cursor, seq: 5 });
    expect(await stands.past({ epoch: 1, seq: 7 }, () => true)).toBe(false);
  });
});
