import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reactor, Recorded } from '@quench/kernel';
import { Feed, RANGE_BYTES, type Head } from '@quench/ports';
import {
  auditor,
  counted,
  eventually,
  FaultyFeed,
  InMemoryTransactor,
  testContext,
  totals,
  ToyService,
} from '@quench/testing';
import type { Progress } from './index.js';
import { RuntimeBench } from './runtime-bench.fixture.js';

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

/** Something happens in the log between a pull that found nothing and the question where it ends; nobody tells of it. */
class LateFeed extends Feed {
  beforeHead: (() => Promise<unknown>) | undefined;
  private foundNothing = false;

  constructor(private readonly of: Feed) {
    super();
  }

  override async head(producer: string): Promise<Head> {
    const before = this.foundNothing ? this.beforeHead : undefined;
    if (before !== undefined) this.beforeHead = undefined;
    await before?.();
    return this.of.head(producer);
  }

  override async pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    const found = await this.of.pull(producer, after, limit);
    this.foundNothing = this.beforeHead !== undefined && found.length === 0;
    return found;
  }

  override subscribe(): () => void {
    return () => undefined;
  }
}

describe('a consumer', () => {
  it('tells what it digested, and not what it passed over or parked', async () => {
    const told: string[] = [];
    const digested: Required<Progress>['digested'] = ({ consumer, producer, events }) => {
      told.push(...events.map(({ stream, globalSeq }) => `${consumer}/${producer} ${stream} ${String(globalSeq)}`));
    };
    await bench.append('test.counter/bad', counted(1, 'poison'), counted(2));
    await bench.append('test.counter/good', counted(1), counted(2));
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor] }), bench.feed, {
      progress: { digested },
    });
    await bench.atHead(runtime, 'auditor');
    expect(told).toEqual(['auditor/toy test.counter/good 3', 'auditor/toy test.counter/good 4']);
    expect(bench.log.of('event-parked')).toMatchObject([{ correlationId: testContext().correlationId }]);
  });

  it('takes what was there before it and what comes later, and turns each event into work with its cause', async () => {
    await bench.append('test.counter/a', counted(1));
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor] }));
    await bench.atHead(runtime, 'auditor');
    await bench.append('test.counter/a', counted(2));
    await bench.append('test.counter/b', counted(3));
    await bench.atHead(runtime, 'auditor');
    const events = await bench.store.range(0, 10);
    const claim = await bench.queue.claim({ kind: 'audit', worker: 'w', leaseMs: 60_000 });
    expect(claim).toMatchObject({ key: 'test.counter/a', causes: [events[0]?.id, events[1]?.id] });
    expect(await bench.keys()).toEqual(expect.arrayContaining(['test.counter/a', 'test.counter/b']));
  });

  it.each([
    ['loss', { lose: 0.4 }],
    ['doubling', { double: 0.6 }],
    ['reordering', { reorder: 0.6 }],
    ['all of it', { lose: 0.2, double: 0.3, reorder: 0.3 }],
    ['a lost tail', { lose: 1 }],
  ])('digests every event once, in order, under %s', async (_, faults) => {
    const feed = new FaultyFeed(bench.feed, faults, 7);
    const seen: number[] = [];
    const { reactor } = auditor();
    const spy: Reactor = {
      ...reactor,
      react: (event) => {
        seen.push(event.globalSeq);
        return [];
      },
    };
    const runtime = bench.run(new ToyService({ reactors: [spy] }), feed);
    for (let n = 0; n < 60; n++) {
      await bench.append(`test.counter/${String(n % 7)}`, counted(n));
      if (n % 9 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await bench.atHead(runtime, 'auditor');
    expect(seen).toEqual(Array.from({ length: 60 }, (_value, index) => index + 1));
    if ((faults as { lose?: number }).lose === 1)
      expect(bench.log.of('feed-repaired')[0]).toMatchObject({ why: 'tail' });
  });

  it('parks the key of an event that it cannot digest; later events of the key wait, others flow', async () => {
    const { reactor, cure } = auditor();
    const runtime = bench.run(new ToyService({ reactors: [reactor] }));
    await bench.append('test.counter/bad', counted(1, 'poison'), counted(2), counted(3));
    await bench.append('test.counter/good', counted(1));
    await bench.atHead(runtime, 'auditor');
    expect(await bench.keys()).toEqual(['test.counter/good']);
    expect(await bench.parking.entries('auditor', 'toy', 'test.counter/bad', 10)).toMatchObject([
      { seq: 1, attempts: 3, reason: 'unexpected-error: TypeError: cannot read properties of poison' },
      { seq: 2, attempts: 0 },
      { seq: 3, attempts: 0 },
    ]);
    expect(await runtime.retryParked()).toBe(0);
    expect(await bench.parking.list(10)).toHaveLength(3);
    cure();
    expect(await runtime.retryParked('test.counter/bad')).toBe(3);
    expect(await bench.parking.list(10)).toEqual([]);
    const bad = await bench.queue.claim({ kind: 'audit', worker: 'w', leaseMs: 60_000 });
    const next = await bench.queue.claim({ kind: 'audit', worker: 'w', leaseMs: 60_000 });
    expect([bad?.causes.length, next?.causes.length].sort()).toEqual([1, 3]);
    await bench.append('test.counter/bad', counted(4));
    await bench.atHead(runtime, 'auditor');
    expect(await bench.parking.list(10)).toEqual([]);
  });

  it('parks a version that it does not know and tries it again at the next start', async () => {
    const old = {
      ...auditor().reactor,
      types: ['test.Counted.v1'] as readonly string[] as readonly 'test.Counted.v2'[],
    };
    const first = bench.run(new ToyService({ reactors: [old] }));
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(first, 'auditor');
    expect(await bench.parking.list(10)).toMatchObject([{ key: 'test.counter/a', seq: 1 }]);
    await first.stop(0);
    bench.run(new ToyService({ reactors: [auditor().reactor] }));
    await eventually('the parked event is digested', async () => (await bench.keys()).length === 1);
    expect(await bench.parking.list(10)).toEqual([]);
  });

  it('goes back to the first number of a new epoch', async () => {
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor], projections: [totals()] }));
    await bench.atHead(runtime, 'auditor');
    await bench.atHead(runtime, 'totals@1');
    bench.store.events.restore(1);
    await bench.append('test.counter/b', counted(7));
    await eventually('both consumers stand in the new epoch', async () => {
      const cursors = await bench.cursors.list();
      return cursors.every(({ epoch, seq }) => epoch === 2 && seq === 2);
    });
    expect(await bench.totals()).toMatchObject([
      { key: 'all', row: { sum: 8 } },
      { key: 'test.counter/a', row: { sum: 1 } },
      { key: 'test.counter/b', row: { sum: 7 } },
    ]);
    expect(await bench.keys()).toContain('test.counter/b');
  });

  it('goes back to the end of a restored log in which nothing has happened yet', async () => {
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor], projections: [totals()] }));
    await bench.atHead(runtime, 'auditor');
    await bench.atHead(runtime, 'totals@1');
    bench.store.events.restore(2);
    await eventually('both consumers stand at the new head', async () =>
      (await bench.cursors.list()).every(({ epoch, seq }) => seq === 2 && epoch <= 2),
    );
    expect(await bench.totals()).toMatchObject([
      { key: 'all', row: { sum: 3 } },
      { key: 'test.counter/a', row: { sum: 3 } },
    ]);
    expect(bench.log.of('consumer-goes-back')).toHaveLength(2);
  });

  it.each([
    ['before what it saw', 2, 1],
    ['where it stands', 1, 2],
  ])('jumps over nothing that is numbered in a new epoch between pull and head, %s', async (_, kept, more) => {
    await bench.append('test.counter/a', counted(1), counted(2), counted(3));
    const feed = new LateFeed(bench.feed);
    const runtime = bench.run(new ToyService({ projections: [totals()] }), feed);
    await bench.atHead(runtime, 'totals@1');
    bench.store.events.restore(kept);
    const late = Array.from({ length: more }, (_none, at) => counted(10 + at));
    feed.beforeHead = () => bench.append('test.counter/b', ...late);
    await eventually('the new epoch', async () => (await bench.cursors.list()).every(({ epoch }) => epoch === 2));
    await bench.atHead(runtime, 'totals@1');
    const rows = await bench.totals();
    expect(rows.find(({ key }) => key === 'test.counter/b')).toMatchObject({ row: { sum: more === 1 ? 10 : 21 } });
  });

  it('has digested what it has, whatever those who are told of it throw', async () => {
    await bench.append('test.counter/a', counted(1), counted(2));
    const digested = (): never => {
      throw new RangeError('not a time');
    };
    const runtime = bench.run(new ToyService({ projections: [totals()] }), bench.feed, { progress: { digested } });
    await bench.atHead(runtime, 'totals@1');
    expect(await bench.totals()).toMatchObject([{ row: { sum: 3 } }, { row: { sum: 3 } }]);
    expect(await bench.parking.list(10)).toEqual([]);
    expect(bench.log.of('progress-fault')).toMatchObject([{ reason: expect.stringContaining('not a time') }]);
  });

  it('pulls on behind large events, which come a few at a time', async () => {
    for (let n = 0; n < 3; n++) await bench.append('test.counter/a', counted(n, 'x'.repeat(RANGE_BYTES / 2 + 1)));
    expect(await bench.store.rangeForFeed(0, 10)).toHaveLength(2);
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor] }), bench.feed, { headEveryMs: 600_000 });
    await bench.atHead(runtime, 'auditor');
    expect(bench.log.of('feed-repaired')).toEqual([]);
  });

  it('stops and says so when it is ahead of its producer, and still tries again what is parked', async () => {
    await bench.append('test.counter/a', counted(1));
    const at = await bench.cursors.get('auditor', 'toy');
    await bench.transactor.run(async (tx) => {
      await bench.cursors.begin('auditor', 'toy', tx);
      await bench.cursors.move(at, { epoch: 1, seq: 5 }, tx);
    });
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor] }));
    await eventually('it stops', () => runtime.consumerStates()[0]?.stopped !== undefined);
    expect(bench.log.of('consumer-ahead')).toHaveLength(1);
    expect(await runtime.idle()).toBe(false);
    const parked = { consumer: 'auditor', producer: 'toy', key: 'test.counter/a', epoch: 1, seq: 1 };
    await bench.transactor.run((tx) => bench.parking.park({ ...parked, reason: 'no', attempts: 3 }, tx));
    expect(await runtime.retryParked()).toBe(1);
    expect(await bench.keys()).toEqual(['test.counter/a']);
  });

  it.each([
    ['gone at once', 0],
    ['failing in some other way first', 1],
  ])('survives adapters that are %s, loses nothing and parks nothing', async (_, others) => {
    const transient = { name: 'TransientFault', code: 'database-unavailable' };
    let calls = 0;
    const flaky = new InMemoryTransactor();
    const run = flaky.run.bind(flaky);
    flaky.run = (work) =>
      run(async (tx) => {
        const result = await work(tx);
        calls++;
        if (calls <= others) throw new Error('odd');
        if (calls <= others + 3) throw Object.assign(new Error('gone'), transient);
        return result;
      });
    await bench.append('test.counter/a', counted(1));
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor] }), bench.feed, { transactor: flaky });
    await bench.atHead(runtime, 'auditor');
    expect(await bench.keys()).toEqual(['test.counter/a']);
    expect(bench.log.of('consumer-fault').length).toBeGreaterThan(0);
    expect(await bench.parking.list(1)).toEqual([]);
  });

  it('lets an event of a known version wait behind one of the same key that it does not know', async () => {
    const { feed } = bench;
    const newer = (event: Recorded): Recorded =>
      event.globalSeq === 1 ? { ...event, type: 'test.Counted.v3' } : event;
    const relabelled: Feed = {
      pull: async (producer, after, limit) => (await feed.pull(producer, after, limit)).map(newer),
      head: (producer) => feed.head(producer),
      subscribe: (producer, deliver) => feed.subscribe(producer, (events) => deliver(events.map(newer))),
    };
    await bench.append('test.counter/a', counted(1), counted(2));
    await bench.append('test.counter/b', counted(3));
    const runtime = bench.run(new ToyService({ reactors: [auditor().reactor] }), relabelled);
    await bench.atHead(runtime, 'auditor');
    expect(await bench.keys()).toEqual(['test.counter/b']);
    expect(await bench.parking.list(10)).toMatchObject([
      { seq: 1, reason: expect.stringContaining('event-version-unknown: test.Counted.v3') },
      { seq: 2, reason: expect.stringContaining('key-parked') },
    ]);
  });
});
