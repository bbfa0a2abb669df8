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
import { ParkedRetry } from './parked-retry.js';

const KEY = 'test.counter/a';

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
    const events = [counted(1), counted(2)];
    await store.append({ stream: KEY, expectedVersion: 0, events, context: testContext() });
  });

  const digester = (meanwhile: () => Promise<void> = () => Promise.resolve()): Digester => ({
    consumer: 'lag',
    producer: 'toy',
    types: ['test.Counted.v2'],
    begin: () => Promise.resolve(),
    startOver: () => Promise.resolve(false),
    digest: async ([event]) => {
      await meanwhile();
      digested.push(event?.globalSeq ?? 0);
    },
  });
  const park = (seq: number): Promise<void> =>
    transactor.run((tx) =>
      parking.park({ consumer: 'lag', producer: 'toy', key: KEY, epoch: 1, seq, reason: 'no', attempts: 3 }, tx),
    );
  const retry = (by = digester()): Promise<number> =>
    new ParkedRetry(by, { cursors: new InMemoryCursors(), parking, transactor, feed, headEveryMs: 0 }).retry();

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

  it('are kept while the log ends before them', async () => {
    await park(3);
    expect(await retry()).toBe(0);
    expect(await parking.list(10)).toMatchObject([{ seq: 3 }]);
  });
});
