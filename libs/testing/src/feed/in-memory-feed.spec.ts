import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import { appendOf, countedContracts, freshStream, InMemoryEventStore } from '../event-store/index.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { cursorsContract } from './cursors.contract.js';
import { FaultyFeed, type FeedFaults } from './faulty-feed.js';
import { feedContract } from './feed.contract.js';
import { InMemoryCursors } from './in-memory-cursors.js';
import { InMemoryFeed } from './in-memory-feed.js';
import { InMemoryParking } from './in-memory-parking.js';
import { parkingContract } from './parking.contract.js';

const transactor = new InMemoryTransactor();
const store = (): InMemoryEventStore => new InMemoryEventStore({ contracts: countedContracts });

cursorsContract('in memory', async () => ({ cursors: new InMemoryCursors(), transactor }));
parkingContract('in memory', async () => ({ parking: new InMemoryParking(), transactor }));

const inMemory = () => {
  const stores = { builder: store(), tester: store() };
  const restore = async (seq: number): Promise<void> => stores.builder.events.restore(seq);
  return { feed: new InMemoryFeed(stores), stores, sequenced: async () => undefined, restore };
};

feedContract('in memory', async () => inMemory());

describe('a faulty feed', () => {
  const delivered = async (faults: FeedFaults, seed?: number) => {
    const { feed, stores } = inMemory();
    const faulty = new FaultyFeed(feed, faults, seed);
    const got: Recorded[] = [];
    faulty.subscribe('builder', (events) => got.push(...events));
    for (let n = 0; n < 100; n++) await stores.builder.append(appendOf(freshStream(), 0));
    await new Promise((resolve) => setTimeout(resolve, 0));
    return { seqs: got.map(({ globalSeq }) => globalSeq), injected: faulty.injected, faulty };
  };
  const sorted = (seqs: readonly number[]): readonly number[] => [...seqs].sort((a, b) => a - b);
  const all = Array.from({ length: 100 }, (_, index) => index + 1);

  it('delivers truly without faults', async () => {
    expect((await delivered({})).seqs).toEqual(all);
  });

  it('loses, doubles and reorders as told', async () => {
    const lost = await delivered({ lose: 0.3 });
    expect(lost.seqs).toHaveLength(100 - lost.injected.lost);
    const doubled = await delivered({ double: 0.3 });
    expect(doubled.seqs.length).toBeGreaterThan(110);
    expect(new Set(doubled.seqs).size).toBe(100);
    const { seqs } = await delivered({ reorder: 0.3 });
    expect(seqs).not.toEqual(sorted(seqs));
  });

  it('loses the whole tail, and still answers truly', async () => {
    const { seqs, faulty } = await delivered({ lose: 1 });
    expect(seqs).toEqual([]);
    expect(await faulty.head('builder')).toEqual({ epoch: 1, seq: 100 });
    expect(await faulty.pull('builder', { epoch: 1, seq: 0 }, 200)).toHaveLength(100);
  });

  it('repeats itself by the seed', async () => {
    const faults = { lose: 0.2, double: 0.2, reorder: 0.2 };
    expect((await delivered(faults, 7)).seqs).toEqual((await delivered(faults, 7)).seqs);
    expect((await delivered(faults, 7)).seqs).not.toEqual((await delivered(faults, 8)).seqs);
  });
});
