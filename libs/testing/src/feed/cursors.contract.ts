import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Cursors, Head, Transactor } from '@quench/ports';
import { randomUUID } from 'node:crypto';

/** Cursors to test, and transactions over them. */
export interface CursorsUnderTest {
  readonly cursors: Cursors;
  readonly transactor: Transactor;
}

/** What cursors promise. @param make one set of cursors for all tests of the suite */
export function cursorsContract(name: string, make: () => Promise<CursorsUnderTest>): void {
  describe(`cursors: ${name}`, () => {
    let subject: CursorsUnderTest;
    beforeAll(async () => {
      subject = await make();
    }, 60_000);
    const begin = (consumer: string): Promise<boolean> =>
      subject.transactor.run((tx) => subject.cursors.begin(consumer, 'builder', tx));
    const fresh = async (consumer = `consumer-${randomUUID()}`) => {
      await begin(consumer);
      return subject.cursors.get(consumer, 'builder');
    };
    const move = (from: Awaited<ReturnType<typeof fresh>>, to: Head): Promise<boolean> =>
      subject.transactor.run((tx) => subject.cursors.move(from, to, tx));

    it('begin before the first number', async () => {
      const start = await fresh();
      expect(start).toMatchObject({ producer: 'builder', epoch: 1, seq: 0 });
      expect(await subject.cursors.list()).toContainEqual(start);
    });

    it('stay where they are when they begin again, and say so', async () => {
      expect(await begin(`consumer-${randomUUID()}`)).toBe(true);
      const start = await fresh();
      await move(start, { epoch: 1, seq: 5 });
      expect(await begin(start.consumer)).toBe(false);
      expect(await fresh(start.consumer)).toEqual({ ...start, seq: 5 });
    });

    it('do not move before they began, nor from the beginning once they are dropped', async () => {
      const never = await subject.cursors.get(`consumer-${randomUUID()}`, 'builder');
      expect(await move(never, { epoch: 1, seq: 1 })).toBe(false);
      const start = await fresh();
      await subject.transactor.run((tx) => subject.cursors.drop(start, tx));
      expect(await move(start, { epoch: 1, seq: 1 })).toBe(false);
    });

    it('begin anew in the transaction that drops them', async () => {
      const start = await fresh();
      await move(start, { epoch: 1, seq: 5 });
      await subject.transactor.run(async (tx) => {
        await subject.cursors.drop(start, tx);
        await subject.cursors.begin(start.consumer, 'builder', tx);
      });
      expect(await subject.cursors.list()).toContainEqual(start);
    });

    it('are told of all versions of a projection to one at a time', async () => {
      const name = `projection-${randomUUID()}`;
      const [first, second] = [await fresh(`${name}@1`), await fresh(`${name}@2`)];
      await fresh(`${name}-other@1`);
      const later: (readonly unknown[])[] = [];
      const held = await subject.transactor.run(async (tx) => {
        const told = await subject.cursors.hold(name, tx);
        const waiting = subject.transactor
          .run(async (other) => later.push(await subject.cursors.hold(name, other)))
          .catch((sentAway: unknown) => sentAway);
        // Time for it to come as far as it can while this one is open.
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(later).toEqual([]);
        await subject.cursors.drop(first, tx);
        return { told, waiting };
      });
      expect(held.told).toEqual([first, second]);
      const sentAway = await held.waiting;
      if (sentAway instanceof Error) expect(sentAway).toMatchObject({ name: 'TransientFault' });
      else expect(later).toEqual([[second]]);
    });

    it('move from where they stand, also back in a new epoch', async () => {
      const start = await fresh();
      expect(await move(start, { epoch: 1, seq: 5 })).toBe(true);
      const at5 = await subject.cursors.get(start.consumer, 'builder');
      expect(at5).toEqual({ ...start, seq: 5 });
      expect(await move(at5, { epoch: 2, seq: 3 })).toBe(true);
      expect(await subject.cursors.get(start.consumer, 'builder')).toEqual({ ...start, epoch: 2, seq: 3 });
      expect(await subject.cursors.get(start.consumer, 'watcher')).toMatchObject({ epoch: 1, seq: 0 });
    });

    it('do not move from where they do not stand', async () => {
      const start = await fresh();
      expect(await move({ ...start, seq: 4 }, { epoch: 1, seq: 5 })).toBe(false);
      await move(start, { epoch: 1, seq: 2 });
      expect(await move(start, { epoch: 1, seq: 3 })).toBe(false);
      expect(await move({ ...start, epoch: 2, seq: 2 }, { epoch: 2, seq: 3 })).toBe(false);
      expect(await subject.cursors.get(start.consumer, 'builder')).toEqual({ ...start, seq: 2 });
    });

    it('let one of several consumers move', async () => {
      const start = await fresh();
      const moves = [1, 2, 3, 4].map((seq) => move(start, { epoch: 1, seq }));
      expect((await Promise.all(moves)).filter((moved) => moved)).toHaveLength(1);
    });

    it('stay when the transaction is rolled back', async () => {
      const start = await fresh();
      const failing = subject.transactor.run(async (tx) => {
        await subject.cursors.move(start, { epoch: 1, seq: 9 }, tx);
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await subject.cursors.get(start.consumer, 'builder')).toEqual(start);
      expect(await move(start, { epoch: 1, seq: 1 })).toBe(true);
    });

    it('do not move when another transaction drops them in the meantime', async () => {
      const start = await fresh();
      await move(start, { epoch: 1, seq: 5 });
      const at5 = { ...start, seq: 5 };
      const moved = await subject.transactor.run(async (tx) => {
        await subject.cursors.drop(at5, tx);
        const moving = move(at5, { epoch: 1, seq: 6 });
        // Time for it to come as far as it can while this one is open.
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { moving };
      });
      expect(await moved.moving).toBe(false);
      expect(await subject.cursors.list()).not.toContainEqual(expect.objectContaining({ consumer: start.consumer }));
    });

    it('are listed until they are dropped', async () => {
      const start = await fresh();
      await move(start, { epoch: 1, seq: 7 });
      const at7 = { ...start, seq: 7 };
      expect(await subject.cursors.list()).toContainEqual(at7);
      await subject.transactor.run((tx) => subject.cursors.drop(at7, tx));
      expect(await subject.cursors.list()).not.toContainEqual(at7);
      expect(await subject.cursors.get(start.consumer, 'builder')).toEqual(start);
    });
  });
}
