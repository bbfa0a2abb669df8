import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  counted,
  countedContracts,
  InMemoryCursors,
  InMemoryEventStore,
  InMemoryFeed,
  InMemoryParking,
  InMemoryTransactor,
  testContext,
} from '@quench/testing';
import type { Digester } from './digester.js';
import { KEY_PARKED, versionUnknown } from './park-reasons.js';
import { ParkedRetry } from './parked-retry.js';

const KEY = 'test.counter/a';
/** More than are looked at together. */
const EVENTS = 450;

describe('parked events', () => {
  const store = new InMemoryEventStore({ contracts: countedContracts });
  const transactor = new InMemoryTransactor();
  const feed = new InMemoryFeed({ toy: store });
  let parking: InMemoryParking;
  let digested: number[];

  beforeEach(async () => {
    parking = new InMemoryParking();
    digested = [];
    if ((await store.head()).seq > 0) return;
    const events = Array.from({ length: EVENTS }, (_, at) => counted(at));
    await store.append({ stream: KEY, expectedVersion: 0, events, context: testContext() });
  });

  const digester = (meanwhile: () => Promise<void> = () => Promise.resolve()): Digester => ({
    consumer: 'lag',
    producer: 'toy',
    types: ['test.Counted.v2'],
    begin: () => Promise.resolve(),
    startOver: () => Promise.resolve(false),
    digest:
      async ([event]) =>
      async () => {
        await meanwhile();
        digested.push(event?.globalSeq ?? 0);
      },
  });
  const park = (seq: number, { key = KEY, reason = 'no' } = {}): Promise<void> =>
    transactor.run((tx) =>
      parking.park({ consumer: 'lag', producer: 'toy', key, epoch: 1, seq, reason, attempts: 3 }, tx),
    );
  const retrying = (by = digester()): ParkedRetry =>
    new ParkedRetry(by, { cursors: new InMemoryCursors(), parking, transactor, feed, headEveryMs: 0 });
  const retry = (by = digester()): Promise<number> => retrying(by).retry();

  it('are digested once, however many try them at once', async () => {
    await park(1);
    await park(2);
    await Promise.all([retry(), retry(), retry()]);
    await retry();
    expect([...digested].sort()).toEqual([1, 2]);
    expect(await parking.list(10)).toEqual([]);
  });

  it('take those with them that come to wait behind them in the meantime', async () => {
    await park(1);
    let parked = false;
    const meanwhile = async (): Promise<void> => {
      if (!parked) await park(2);
      parked = true;
    };
    expect(await retry(digester(meanwhile))).toBe(2);
    expect(digested).toEqual([1, 2]);
  });

  it('are digested all, however many wait behind one key', async () => {
    for (let seq = 1; seq <= EVENTS; seq++) await park(seq);
    expect(await retry()).toBe(EVENTS);
    expect(await parking.list(1)).toEqual([]);
  });

  it('are left as they are once it is to stop', async () => {
    await park(1);
    await park(2);
    await park(3, { key: 'test.counter/b' });
    const stopped: ParkedRetry = retrying(digester(async () => stopped.stop()));
    expect(await stopped.retry()).toBe(1);
    expect(await parking.list(10)).toMatchObject([{ seq: 2 }, { seq: 3 }]);
  });

  it('are let go once the consumer has no use for their type any more', async () => {
    await park(1);
    await park(2);
    const none = digester(() => Promise.reject(new RangeError('not mine')));
    expect(await retry({ ...none, types: ['test.Other.v1'] })).toBe(2);
    expect(await parking.list(10)).toEqual([]);
  });

  it('are kept while the log ends before them', async () => {
    await park(EVENTS + 1);
    expect(await retry()).toBe(0);
    expect(await parking.list(10)).toMatchObject([{ seq: EVENTS + 1 }]);
  });

  it('are tried again all, or those of one key', async () => {
    for (let seq = 1; seq <= EVENTS; seq++) await park(seq, { key: `test.counter/${String(seq)}` });
    expect(await retrying().retry('test.counter/7')).toBe(1);
    expect(await retry()).toBe(EVENTS - 1);
    expect(await parking.list(1)).toEqual([]);
  });

  it.each([
    ['the version of the first was unknown', versionUnknown('test.Counted.v2'), [1, 2]],
    ['what the first waited for is gone', KEY_PARKED, [1, 2]],
    ['the first has failed', 'unexpected-error: TypeError: no', []],
  ])('are tried now and then where %s', async (_, reason, tried) => {
    await park(1, { reason });
    await park(2, { reason: versionUnknown('test.Counted.v2') });
    await retrying().retryUntried();
    expect(digested).toEqual(tried);
    expect(await parking.list(10)).toHaveLength(2 - tried.length);
  });

  it('are not tried for ever once they have failed', async () => {
    await park(1, { reason: KEY_PARKED });
    let attempts = 0;
    const failing = retrying(
      digester(() => {
        attempts++;
        return Promise.reject(new RangeError('poison'));
      }),
    );
    for (let look = 0; look < 3; look++) await failing.retryUntried();
    expect(attempts).toBe(1);
    expect(await parking.list(10)).toMatchObject([{ reason: expect.stringContaining('poison') }]);
  });
});
