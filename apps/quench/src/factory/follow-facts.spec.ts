import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256, type Recorded } from '@quench/kernel';
import { FaultyFeed, InMemoryEventStore, InMemoryFeed, testContext } from '@quench/testing';
import { followFacts } from './follow-facts.js';

let store: InMemoryEventStore;
let told: number;
beforeEach(() => {
  store = new InMemoryEventStore({ producer: 'builder/0' });
  told = 0;
});
const append = (): Promise<unknown> => {
  const event = { type: 'builder.DefinitionRetired.v1', data: { image: sha256(String(++told)), edition: 1 } };
  return store.append({ stream: `s/${String(told)}`, expectedVersion: 0, events: [event], context: testContext() });
};

class CountedPulls extends InMemoryFeed {
  pulls = 0;

  override pull(...asked: Parameters<InMemoryFeed['pull']>): ReturnType<InMemoryFeed['pull']> {
    this.pulls++;
    return super.pull(...asked);
  }
}

describe('facts that are followed', () => {
  it('are not asked for where they are delivered in order', async () => {
    const feed = new CountedPulls({ builder: store });
    const seen: Recorded[] = [];
    const followed = await followFacts(
      feed,
      ['builder'],
      (fact) => seen.push(fact),
      (fault) => {
        throw fault;
      },
    );
    for (let count = 0; count < 20; count++) await append();
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toHaveLength(20);
    expect(feed.pulls).toBe(0);
    followed.stop();
  });

  it('are told once and in order, from now on, however badly they are delivered', async () => {
    await append();
    const feed = new FaultyFeed(new InMemoryFeed({ builder: store }), { lose: 0.3, double: 0.3, reorder: 0.3 });
    const seen: number[] = [];
    const faults: unknown[] = [];
    const followed = await followFacts(
      feed,
      ['builder'],
      ({ globalSeq }) => seen.push(globalSeq),
      (fault) => faults.push(fault),
    );
    for (let count = 0; count < 50; count++) await append();
    await followed.caughtUp();
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
    followed.stop();
    await append();
    expect(seen).toHaveLength(50);
    expect(faults).toEqual([]);
  });
});
