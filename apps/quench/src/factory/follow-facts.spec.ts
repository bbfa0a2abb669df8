import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { FaultyFeed, InMemoryEventStore, InMemoryFeed, testContext } from '@quench/testing';
import { followFacts } from './follow-facts.js';

const store = new InMemoryEventStore({ producer: 'builder/0' });
let told = 0;
const append = (): Promise<unknown> => {
  const event = { type: 'builder.DefinitionRetired.v1', data: { image: sha256(String(++told)), edition: 1 } };
  return store.append({ stream: `s/${String(told)}`, expectedVersion: 0, events: [event], context: testContext() });
};

describe('facts that are followed', () => {
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
