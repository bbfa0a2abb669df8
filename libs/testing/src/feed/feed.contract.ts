import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import type { EventStore, Feed } from '@quench/ports';
import { appendOf, freshStream } from '../event-store/counted.js';

/** A feed to test. */
export interface FeedUnderTest {
  readonly feed: Feed;
  /** The stores of the producers `builder` and `tester`, going by `countedContracts`. */
  readonly stores: { readonly builder: EventStore; readonly tester: EventStore };
  /** Resolves when every committed event has its number. */
  sequenced(): Promise<void>;
  /** Restores the builder's log from a backup that ended at `seq`; a new epoch begins. */
  restore(seq: number): Promise<void>;
}

/** What every feed promises. @param make one feed for all tests of the suite */
export function feedContract(name: string, make: () => Promise<FeedUnderTest>): void {
  describe(`feed: ${name}`, () => {
    let subject: FeedUnderTest;
    beforeAll(async () => {
      subject = await make();
    }, 60_000);
    const fill = async (producer: 'builder' | 'tester', count: number): Promise<void> => {
      for (let n = 0; n < count; n++) await subject.stores[producer].append(appendOf(freshStream(), 0));
      await subject.sequenced();
    };
    const seqs = (events: readonly Recorded[]): readonly number[] => events.map(({ globalSeq }) => globalSeq);

    it('pulls a page after a place, whole and in order', async () => {
      await fill('builder', 5);
      const { epoch, seq } = await subject.feed.head('builder');
      expect(seqs(await subject.feed.pull('builder', { epoch, seq: seq - 5 }, 3))).toEqual([seq - 4, seq - 3, seq - 2]);
      expect(seqs(await subject.feed.pull('builder', { epoch, seq: seq - 2 }, 3))).toEqual([seq - 1, seq]);
      expect(await subject.feed.pull('builder', { epoch, seq }, 3)).toEqual([]);
      expect(await subject.feed.pull('builder', { epoch, seq: seq + 9 }, 3)).toEqual([]);
      expect(await subject.feed.pull('builder', { epoch, seq: 0 }, 1_000)).toEqual(
        await subject.stores.builder.range(0, 1_000),
      );
    });

    it('keeps producers apart', async () => {
      const before = await subject.feed.head('tester');
      await fill('builder', 1);
      expect(await subject.feed.head('tester')).toEqual(before);
      await fill('tester', 1);
      expect(await subject.feed.head('tester')).toEqual({ ...before, seq: before.seq + 1 });
    });

    it('refuses a producer that it does not know', async () => {
      const unknown = { name: 'Rejection', code: 'producer-unknown' };
      await expect(async () => subject.feed.head('nobody')).rejects.toMatchObject(unknown);
    });

    it('delivers what comes to every subscriber until it ends its subscription', async () => {
      const before = await subject.feed.head('builder');
      const got: [Map<number, Recorded>, Map<number, Recorded>] = [new Map(), new Map()];
      // What came before, and what comes again, may be among it: the port promises no more.
      const ends = got.map((list) =>
        subject.feed.subscribe('builder', (events) => {
          for (const event of events) if (event.globalSeq > before.seq) list.set(event.globalSeq, event);
        }),
      );
      await fill('builder', 3);
      const wanted = await subject.feed.pull('builder', before, 10);
      for (const list of got) {
        await until(() => list.size >= 3, 'three events were delivered');
        expect([...list.values()].sort((a, b) => a.globalSeq - b.globalSeq)).toEqual(wanted);
      }
      ends[0]?.();
      await fill('builder', 2);
      await until(() => got[1].size >= 5, 'five events were delivered');
      expect(got[0].size).toBe(3);
      ends[1]?.();
    }, 120_000);

    it('goes back before the first number of a new epoch, and only then', async () => {
      await fill('builder', 4);
      const old = await subject.feed.head('builder');
      const kept = old.seq - 3;
      await subject.restore(kept);
      const epoch = old.epoch + 1;
      expect(await subject.feed.head('builder')).toEqual({ epoch, seq: kept });
      await fill('builder', 4);
      const fresh = await subject.feed.pull('builder', old, 10);
      expect(seqs(fresh)).toEqual([1, 2, 3, 4].map((n) => kept + n));
      expect(new Set(fresh.map((event) => event.epoch))).toEqual(new Set([epoch]));
      const behind = await subject.feed.pull('builder', { epoch: old.epoch, seq: kept - 1 }, 2);
      expect(behind.map((event) => [event.epoch, event.globalSeq])).toEqual([
        [old.epoch, kept],
        [epoch, kept + 1],
      ]);
      expect(seqs(await subject.feed.pull('builder', { epoch, seq: kept + 3 }, 10))).toEqual([kept + 4]);
    });
  });
}

const HANG_MS = 60_000;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !holds(); waited += 5) {
    if (waited > HANG_MS) throw new Error(`Gave up waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
