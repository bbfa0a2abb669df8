import { expect, it } from '@jest/globals';
import type { EventStore } from '@quench/ports';
import { appendOf, countedContracts, freshStream } from './counted.js';
import type { EventStoreUnderTest } from './event-store.contract.js';

const conflict = { name: 'TransientFault', code: 'version-conflict' };

/** What guards on other streams promise. */
export function guardContract(subject: () => EventStoreUnderTest): void {
  const store = (): EventStore => subject().open(countedContracts);

  it('holds when every other stream is where the decision saw it', async () => {
    const [stream, other, unbegun] = [freshStream(), freshStream(), freshStream()];
    await store().append(appendOf(other, 0, 2));
    const guards = [
      { stream: other, version: 2 },
      { stream: unbegun, version: 0 },
    ];
    await store().append({ ...appendOf(stream, 0), guards });
    await store().append({ ...appendOf(stream, 1), guards: [...guards, ...guards, { stream, version: 1 }] });
    expect((await store().read(stream)).version).toBe(2);
    expect(await store().read(unbegun)).toEqual({ events: [], version: 0 });
    await store().append(appendOf(unbegun, 0));
  });

  it.each([
    ['longer', 1, 2],
    ['not begun', 1, 0],
    ['begun', 0, 1],
  ])('fails when another stream is %s', async (_, version, actual) => {
    const [stream, other] = [freshStream(), freshStream()];
    if (actual > 0) await store().append(appendOf(other, 0, actual));
    const guards = [{ stream: other, version }];
    await expect(store().append({ ...appendOf(stream, 0), guards })).rejects.toMatchObject(conflict);
    expect((await store().read(stream)).version).toBe(0);
    await store().append(appendOf(stream, 0));
    await expect(store().append({ ...appendOf(stream, 1), guards })).rejects.toMatchObject(conflict);
  });

  it('fails when it contradicts the append', async () => {
    const stream = freshStream();
    const guards = [{ stream, version: 3 }];
    await expect(store().append({ ...appendOf(stream, 0), guards })).rejects.toMatchObject(conflict);
  });

  it('lets at most one of two decisions win that depend on each other', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, other] = [freshStream(), freshStream()];
      const outcomes = await Promise.allSettled([
        store().append({ ...appendOf(one, 0), guards: [{ stream: other, version: 0 }] }),
        store().append({ ...appendOf(other, 0), guards: [{ stream: one, version: 0 }] }),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });
}
