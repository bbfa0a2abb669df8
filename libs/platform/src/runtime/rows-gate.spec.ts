import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Feed, Resync, Worker } from '@quench/ports';
import { auditor, counted, eventually, ToyService, totals, type Total } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';

const EVENTS = 1_000;
const NEVER_MS = 3_600_000;

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

/** Remembers how much the rows told whenever it looked. */
class Looks {
  readonly seen: number[] = [];

  async look(): Promise<void> {
    this.seen.push((await bench.readModels.get<Total>('totals', 'all'))?.events ?? 0);
  }

  readonly resync: Resync = { name: 'look', everyMs: NEVER_MS, run: () => this.look() };
  readonly worker: Worker = {
    kind: 'audit',
    concurrency: 1,
    leaseMs: NEVER_MS,
    maxAttempts: 1,
    work: async () => {
      await this.look();
      return async () => {};
    },
  };
}

/** A log that takes its time, and whose end may be unknown. */
const slow = (head: Feed['head'] = (producer) => bench.feed.head(producer)): Feed => ({
  pull: async (...asked) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return bench.feed.pull(...asked);
  },
  head,
  subscribe: () => () => undefined,
});
const unknownHead = (): Feed => slow(() => Promise.reject(new Error('nobody answers')));

const other = { ...totals(), name: 'other' };

/** A service whose two projections have seen everything, with work that waits. */
async function settled(): Promise<void> {
  for (let n = 0; n < EVENTS / 20; n++) {
    await bench.append(`test.counter/${String(n)}`, ...Array.from({ length: 20 }, (_, index) => counted(index)));
  }
  const before = bench.run(new ToyService({ projections: [totals(), other], reactors: [auditor().reactor] }));
  for (const consumer of ['totals@1', 'other@1', 'auditor']) await bench.atHead(before, consumer);
  await before.stop(0);
}

describe('work and resyncs', () => {
  it('do not see rows that are being rebuilt', async () => {
    await settled();
    const looks = new Looks();
    const parts = { projections: [totals(2), other], workers: [looks.worker], resyncs: [looks.resync] };
    bench.run(new ToyService(parts), slow());
    await eventually('all was looked at', () => looks.seen.length === EVENTS / 20 + 1);
    expect(new Set(looks.seen)).toEqual(new Set([EVENTS]));
  });

  it('do not see them after a rebuild was broken off either, though nobody knows where the log ends', async () => {
    await settled();
    const halfway = bench.run(new ToyService({ projections: [totals(2), other] }), slow());
    await eventually('the rebuild has begun', async () => (await bench.cursors.get('totals@2', 'toy')).seq > 0);
    await halfway.stop(0);
    expect((await bench.cursors.get('totals@2', 'toy')).seq).toBeLessThan(EVENTS);
    const looks = new Looks();
    bench.run(new ToyService({ projections: [totals(2), other], resyncs: [looks.resync] }), unknownHead());
    await eventually('it was looked at', () => looks.seen.length > 0);
    expect(looks.seen).toEqual([EVENTS]);
  });

  it('go on with what the service knows while a producer does not answer', async () => {
    await settled();
    const looks = new Looks();
    const runtime = bench.run(
      new ToyService({ projections: [totals(), other], resyncs: [looks.resync] }),
      unknownHead(),
    );
    await eventually('it was looked at', () => looks.seen.length > 0);
    expect(looks.seen).toEqual([EVENTS]);
    expect(bench.log.of('head-unknown')).toHaveLength(1);
    await runtime.stop(0);
  });

  it('begin anew when rows are rebuilt beside them', async () => {
    await settled();
    const looks = new Looks();
    const begun: string[] = [];
    let mayEnd = (): void => undefined;
    const worker: Worker = {
      ...looks.worker,
      work: async ({ key }) => {
        begun.push(key);
        if (begun.length === 1) await new Promise<void>((resolve) => (mayEnd = resolve));
        await looks.look();
        return async () => {};
      },
    };
    bench.run(new ToyService({ projections: [totals(), other], workers: [worker], resyncs: [looks.resync] }), slow());
    await eventually('work has begun', () => begun.length === 1 && looks.seen.length === 1);
    const cursor = await bench.cursors.get('other@1', 'toy');
    await bench.transactor.run((tx) => bench.cursors.move(cursor, { epoch: 1, seq: 0 }, tx));
    mayEnd();
    await eventually('it is seen', () => bench.log.of('rows-rebuilt').length === 1);
    expect((await bench.queue.list({ states: ['queued'], limit: EVENTS })).length).toBe(EVENTS / 20);
    await bench.append('test.counter/0', counted(0));
    await eventually('all was worked', async () => (await bench.queue.depth()).length === 0);
    expect(begun.filter((key) => key === begun[0]).length).toBeGreaterThan(1);
    expect(bench.log.of('rows-rebuilt')).toHaveLength(1);
  });

  it('do not keep what was made of rows that were rebuilt and are whole again', async () => {
    await settled();
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const worker: Worker = {
      ...new Looks().worker,
      concurrency: 2,
      work: async ({ key }) => {
        begun.push(key);
        if (begun.length <= 2) await new Promise<void>((resolve) => ends.push(resolve));
        return async () => {};
      },
    };
    bench.run(new ToyService({ projections: [totals(), other], workers: [worker] }), slow());
    await eventually('two are worked on', () => ends.length === 2);
    const cursor = await bench.cursors.get('other@1', 'toy');
    await bench.transactor.run((tx) => bench.cursors.move(cursor, { epoch: 1, seq: 0 }, tx));
    ends[0]?.();
    await eventually('it is seen', () => bench.log.of('rows-rebuilt').length === 1);
    await bench.append('test.counter/0', counted(0));
    // The first one is worked again once the rows are whole; the second one still has what it read before.
    await eventually('work goes on', () => begun.length > 2);
    ends[1]?.();
    await eventually('all was worked', async () => (await bench.queue.depth()).length === 0);
    for (const key of begun.slice(0, 2)) expect(begun.filter((one) => one === key).length).toBeGreaterThan(1);
  });

  it('do not see rows of nothing either, where only reactors tell how far the service has been', async () => {
    await settled();
    const looks = new Looks();
    let answers = false;
    const feed = slow();
    const silent: Feed = {
      subscribe: (...asked) => feed.subscribe(...asked),
      pull: (...asked) => (answers ? feed.pull(...asked) : Promise.reject(new Error('nobody answers'))),
      head: (producer) => (answers ? feed.head(producer) : Promise.reject(new Error('nobody answers'))),
    };
    const parts = { projections: [totals(2)], reactors: [auditor().reactor], resyncs: [looks.resync] };
    bench.run(new ToyService(parts), silent);
    await eventually('the producer was asked', () => bench.log.of('consumer-fault').length > 5);
    expect(looks.seen).toEqual([]);
    answers = true;
    await eventually('it was looked at', () => looks.seen.length > 0);
    expect(looks.seen).toEqual([EVENTS]);
  });
});
