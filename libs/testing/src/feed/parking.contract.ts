import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Parked, Parking, Transactor } from '@quench/ports';
import { randomUUID } from 'node:crypto';

/** Parking to test, and transactions over it. */
export interface ParkingUnderTest {
  readonly parking: Parking;
  readonly transactor: Transactor;
}

/** What parking promises. @param make one for all tests of the suite */
export function parkingContract(name: string, make: () => Promise<ParkingUnderTest>): void {
  describe(`parking: ${name}`, () => {
    let subject: ParkingUnderTest;
    beforeAll(async () => {
      subject = await make();
    }, 60_000);
    const entry = (key: string, seq: number): Omit<Parked, 'parkedAt'> => ({
      ...{ consumer: 'lag', producer: 'builder', key, epoch: 1, seq },
      ...{ reason: 'TypeError: no', attempts: 3 },
    });
    const park = (...entries: readonly Omit<Parked, 'parkedAt'>[]): Promise<void> =>
      subject.transactor.run(async (tx) => {
        for (const one of entries) await subject.parking.park(one, tx);
      });
    const seqs = async (key: string): Promise<readonly number[]> =>
      (await subject.parking.entries('lag', 'builder', key, 10)).map(({ seq }) => seq);

    it('keeps the events of a key in the order of the log', async () => {
      const key = randomUUID();
      expect(await subject.parking.isParked('lag', 'builder', key)).toBe(false);
      await park(entry(key, 12), entry(key, 9), entry(randomUUID(), 10));
      expect(await subject.parking.isParked('lag', 'builder', key)).toBe(true);
      expect(await subject.parking.isParked('lag', 'watcher', key)).toBe(false);
      expect(await subject.parking.isParked('other', 'builder', key)).toBe(false);
      expect(await seqs(key)).toEqual([9, 12]);
      const [first] = await subject.parking.entries('lag', 'builder', key, 10);
      expect(first).toEqual({ ...entry(key, 9), parkedAt: expect.stringMatching(/Z$/) });
      expect(await subject.parking.list(1_000)).toContainEqual(first);
      expect(await subject.parking.entries('lag', 'builder', key, 1)).toEqual([first]);
      expect(await subject.parking.list(2)).toHaveLength(2);
    });

    it('tells the first entry of each key of one consumer, page by page', async () => {
      const consumer = randomUUID();
      const keys = [randomUUID(), randomUUID(), randomUUID()].sort();
      await park(...keys.flatMap((key, at) => [12, 10, 11].map((seq) => ({ ...entry(key, seq + 10 * at), consumer }))));
      await park({ ...entry(randomUUID(), 10), consumer, producer: 'watcher' });
      const firsts = async (after: string, limit: number) =>
        (await subject.parking.firsts(consumer, 'builder', after, limit)).map(({ key, seq }) => [key, seq]);
      const all = keys.map((key, at) => [key, 10 + 10 * at]);
      expect(await firsts('', 10)).toEqual(all);
      expect(await firsts('', 2)).toEqual(all.slice(0, 2));
      expect(await firsts(keys[1] ?? '', 2)).toEqual(all.slice(2));
      const [whole] = await subject.parking.firsts(consumer, 'builder', '', 1);
      expect(whole).toEqual((await subject.parking.entries(consumer, 'builder', keys[0] ?? '', 10))[0]);
    });

    it('forgets what one consumer has parked of a producer', async () => {
      const consumer = randomUUID();
      const key = randomUUID();
      await park({ ...entry(key, 80), consumer }, { ...entry(key, 80), consumer, producer: 'watcher' }, entry(key, 80));
      await subject.transactor.run((tx) => subject.parking.drop(consumer, 'builder', tx));
      expect(await subject.parking.isParked(consumer, 'builder', key)).toBe(false);
      expect(await subject.parking.isParked(consumer, 'watcher', key)).toBe(true);
      expect(await subject.parking.isParked('lag', 'builder', key)).toBe(true);
    });

    it('remembers the last reason of an event that failed again', async () => {
      const key = randomUUID();
      await park(entry(key, 20));
      const [first] = await subject.parking.entries('lag', 'builder', key, 10);
      await park({ ...entry(key, 20), reason: 'RangeError \0', attempts: 4 });
      const again = { ...first, reason: 'RangeError \uFFFD', attempts: 4 };
      expect(await subject.parking.entries('lag', 'builder', key, 10)).toEqual([again]);
    });

    it('keeps the beginning of a reason that is too long', async () => {
      const key = randomUUID();
      await park({ ...entry(key, 95), reason: `${'x'.repeat(3_998)}😀😀` });
      const [kept] = await subject.parking.entries('lag', 'builder', key, 10);
      expect(kept?.reason).toBe(`${'x'.repeat(3_998)}…`);
    });

    it('counts what each consumer parked of each producer, however many there are', async () => {
      const consumer = randomUUID();
      await park(...[70, 71, 72].map((seq) => ({ ...entry(randomUUID(), seq), consumer })));
      await park({ ...entry(randomUUID(), 70), consumer, producer: 'watcher' });
      const own = (await subject.parking.counts()).filter((count) => count.consumer === consumer);
      const since = expect.stringMatching(/Z$/);
      expect(own).toHaveLength(2);
      expect(own).toContainEqual({ consumer, producer: 'builder', events: 3, since });
      expect(own).toContainEqual({ consumer, producer: 'watcher', events: 1, since });
    });

    it('frees a key with its last event', async () => {
      const key = randomUUID();
      await park(entry(key, 30), entry(key, 31));
      for (const parked of await subject.parking.entries('lag', 'builder', key, 10)) {
        const release = (): Promise<boolean> => subject.transactor.run((tx) => subject.parking.release(parked, tx));
        expect(await release()).toBe(true);
        expect(await release()).toBe(false);
        expect(await subject.parking.isParked('lag', 'builder', key)).toBe(parked.seq === 30);
      }
    });

    it('takes an entry back with its time', async () => {
      const key = randomUUID();
      await park(entry(key, 50));
      const [first] = await subject.parking.entries('lag', 'builder', key, 10);
      await subject.transactor.run(async (tx) => {
        if (first === undefined || !(await subject.parking.release(first, tx))) return;
        await subject.parking.park({ ...first, attempts: 4 }, tx);
      });
      expect(await subject.parking.entries('lag', 'builder', key, 10)).toEqual([{ ...first, attempts: 4 }]);
    });

    it('tells one of several that it released an entry', async () => {
      const key = randomUUID();
      await park(entry(key, 60));
      const [parked] = await subject.parking.entries('lag', 'builder', key, 10);
      const release = (): Promise<boolean> =>
        subject.transactor.run(async (tx) => parked !== undefined && subject.parking.release(parked, tx));
      expect((await Promise.all([release(), release(), release()])).filter(Boolean)).toEqual([true]);
    });

    it('forgets what was rolled back', async () => {
      const key = randomUUID();
      await park(entry(key, 40));
      const [kept] = await subject.parking.entries('lag', 'builder', key, 10);
      const failing = subject.transactor.run(async (tx) => {
        if (kept !== undefined) await subject.parking.release(kept, tx);
        await subject.parking.park(entry(key, 41), tx);
        await subject.parking.drop('lag', 'builder', tx);
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await seqs(key)).toEqual([40]);
    });
  });
}
