import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import type { Cursor } from '@quench/ports';
import {
  counted,
  countedContracts,
  InMemoryCursors,
  InMemoryEventStore,
  InMemoryTransactor,
  testContext,
} from '@quench/testing';
import type { Digester } from './digester.js';
import { NewerVersionGrace } from './newer-version-grace.js';

const NEVER_MS = 3_600_000;
const FROM: Cursor = { consumer: 'lag', producer: 'toy', epoch: 1, seq: 0 };

const digester: Digester = {
  consumer: FROM.consumer,
  producer: FROM.producer,
  types: ['test.Counted.v1'],
  begin: () => Promise.resolve(),
  startOver: () => Promise.resolve(false),
  digest: () => Promise.resolve(() => Promise.resolve()),
};

/** Counts how often it is asked where the consumer stands, which is once and again during a wait. */
class AskedCursors extends InMemoryCursors {
  asked = 0;
  whenAsked: () => void = () => undefined;

  override get(consumer: string, producer: string): Promise<Cursor> {
    this.asked++;
    this.whenAsked();
    return super.get(consumer, producer);
  }
}

describe('the grace for newer versions', () => {
  let cursors: AskedCursors;
  let newer: readonly Recorded[];
  beforeEach(async () => {
    cursors = new AskedCursors();
    const store = new InMemoryEventStore({ contracts: countedContracts });
    const stream = 'test.counter/a';
    await store.append({ stream, expectedVersion: 0, events: [counted(1)], context: testContext() });
    newer = await store.range(0, 1);
  });

  it('is not waited for where every version is known', async () => {
    const grace = new NewerVersionGrace({ ...digester, types: ['test.Counted.v2'] }, cursors, NEVER_MS);
    expect(await grace.letOthersTake(newer, FROM)).toBe(false);
    expect(cursors.asked).toBe(0);
  });

  it('ends when another instance has moved on', async () => {
    const grace = new NewerVersionGrace(digester, cursors, NEVER_MS);
    const taken = grace.letOthersTake(newer, FROM);
    await new InMemoryTransactor().run(async (tx) => {
      await cursors.begin(FROM.consumer, FROM.producer, tx);
      await cursors.move(FROM, { epoch: 1, seq: 1 }, tx);
    });
    expect(await taken).toBe(true);
  });

  it('ends when it is stopped, with nothing to be parked', async () => {
    const grace = new NewerVersionGrace(digester, cursors, NEVER_MS);
    cursors.whenAsked = () => grace.stop();
    expect(await grace.letOthersTake(newer, FROM)).toBe(true);
  });

  it('is not waited for again soon after nobody took them', async () => {
    const grace = new NewerVersionGrace(digester, cursors, 1_000);
    expect(await grace.letOthersTake(newer, FROM)).toBe(false);
    expect(cursors.asked).toBeGreaterThan(0);
    cursors.asked = 0;
    expect(await grace.letOthersTake(newer, FROM)).toBe(false);
    expect(cursors.asked).toBe(0);
  });
});
