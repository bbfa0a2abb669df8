import { expect, it } from '@jest/globals';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';
import { claim, die, finish, LEASE_MS, retryNow, row, tryClaim, want } from './steps.js';

export function claiming(subject: () => WorkQueueUnderTest): void {
  it('takes only the kinds that were asked for', async () => {
    await want(subject, { kind: 'lock', key: 'x' });
    expect(await tryClaim(subject, 'build')).toBeUndefined();
    expect(await claim(subject, 'lock')).toMatchObject({ kind: 'lock', key: 'x' });
  });

  it('takes the highest priority first, then the oldest', async () => {
    await want(subject, { key: 'old' });
    await want(subject, { key: 'new' });
    await want(subject, { key: 'person', priority: 10 });
    const order = [await claim(subject), await claim(subject), await claim(subject)];
    expect(order.map(({ key }) => key)).toEqual(['person', 'old', 'new']);
  });

  it('lets no fair key starve the others', async () => {
    for (let n = 0; n < 20; n++) await want(subject, { key: `greedy-${String(n)}`, fairKey: 'greedy' });
    for (const key of ['b1', 'b2', 'c1']) await want(subject, { key, fairKey: key.slice(0, 1) });
    const order: string[] = [];
    for (let n = 0; n < 6; n++) {
      const claimed = await claim(subject);
      order.push(claimed.key);
      await finish(subject, claimed);
    }
    expect(order).toEqual(['greedy-0', 'b1', 'c1', 'greedy-1', 'b2', 'greedy-2']);
  });

  it('lets no fair key go twice before others, however soon it wants again', async () => {
    for (let n = 0; n < 3; n++) await want(subject, { key: `many-${String(n)}`, fairKey: 'many' });
    const order: string[] = [];
    await want(subject, { key: 'one', fairKey: 'one' });
    for (let n = 0; n < 5; n++) {
      const claimed = await claim(subject);
      order.push(claimed.key);
      await finish(subject, claimed);
      if (claimed.key === 'one') await want(subject, { key: 'one', fairKey: 'one' });
    }
    expect(order).toEqual(['many-0', 'one', 'many-1', 'one', 'many-2']);
  });

  it('does not let a fair key go before those who waited because an old item was tried again', async () => {
    await want(subject, { key: 'old', fairKey: 'old' });
    const old = await claim(subject);
    for (let n = 0; n < 4; n++) await want(subject, { key: `many-${String(n)}`, fairKey: 'many' });
    for (let n = 0; n < 2; n++) await finish(subject, await claim(subject));
    await retryNow(subject, old);
    await finish(subject, await claim(subject));
    for (let n = 0; n < 3; n++) await want(subject, { key: `new-${String(n)}`, fairKey: 'new' });
    const order = [await claim(subject), await claim(subject), await claim(subject), await claim(subject)];
    expect(order.map(({ key }) => key)).toEqual(['many-2', 'new-0', 'many-3', 'new-1']);
  });

  it('does not let others wait behind all of a fair key, one item of which is wanted again while it is worked', async () => {
    for (let n = 0; n < 3; n++) await want(subject, { key: `many-${String(n)}`, fairKey: 'many' });
    const first = await claim(subject);
    await want(subject, { key: 'many-0', fairKey: 'many' }, 'e2');
    await want(subject, { key: 'one', fairKey: 'one' });
    await finish(subject, first);
    const order = [await claim(subject), await claim(subject), await claim(subject)];
    expect(order.map(({ key }) => key)).toEqual(['many-1', 'one', 'many-2']);
  });

  it('takes what somebody left undone before what waits, however urgent', async () => {
    await want(subject, 'left');
    await claim(subject);
    await want(subject, { key: 'person', priority: 10 });
    await subject().lapse('build', 'left');
    expect([(await claim(subject)).key, (await claim(subject)).key]).toEqual(['left', 'person']);
  });

  it('gives each item to one of many claimers', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `k${String(index).padStart(2, '0')}`);
    for (const key of keys) await want(subject, key);
    const claims = await Promise.all(keys.map(() => tryClaim(subject)));
    expect(claims.flatMap((one) => one?.key ?? []).sort()).toEqual(keys);
  });

  it('gives an item whose lease has ended to the next claimer, with a higher fence', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await subject().lapse('build', 'a');
    const second = await claim(subject);
    expect(second).toMatchObject({ fence: first.fence + 1, attempt: 2, causes: ['e1'] });
    expect(second.generation).toBe(first.generation);
  });

  it('keeps a lease that is renewed', async () => {
    await want(subject, 'a');
    const first = await claim(subject);
    await subject().lapse('build', 'a');
    expect(await subject().queue.renew(first, LEASE_MS)).toBe(true);
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('lets an ended lease that nobody took over still finish', async () => {
    await want(subject, 'a');
    const only = await claim(subject);
    await subject().lapse('build', 'a');
    expect(await finish(subject, only)).toBe(true);
  });

  it('refuses everything to the holder of an older fence', async () => {
    await want(subject, 'a');
    const stale = await claim(subject);
    await subject().queue.intend(stale, { push: 1 });
    await subject().lapse('build', 'a');
    const current = await claim(subject);
    const { queue } = subject();
    expect(await queue.renew(stale, LEASE_MS)).toBe(false);
    expect(await queue.intend(stale, { push: 2 })).toBe(false);
    expect(await queue.settle(stale, 'confirmed', {})).toBe(false);
    expect(await finish(subject, stale)).toBe(false);
    expect(await queue.giveBack(stale)).toBe(false);
    expect(await die(subject, stale)).toBe('lost');
    expect(await row(subject)).toMatchObject({ state: 'running' });
    await queue.settle(current, 'confirmed', {});
    expect(await finish(subject, current)).toBe(true);
    expect(await finish(subject, current)).toBe(false);
  });

  it('takes a finish back with its transaction', async () => {
    await want(subject, 'a');
    const claimed = await claim(subject);
    const failing = subject().transactor.run(async (tx) => {
      expect(await subject().queue.finish(claimed, tx)).toBe(true);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await row(subject)).toMatchObject({ state: 'running' });
    expect(await finish(subject, claimed)).toBe(true);
  });

  it('gives an item back as if it had not been claimed, but for its fence', async () => {
    await want(subject, 'a', 'e1');
    await retryNow(subject, await claim(subject));
    const second = await claim(subject);
    expect(second.attempt).toBe(2);
    expect(await subject().queue.giveBack(second)).toBe(true);
    const third = await claim(subject);
    expect(third).toMatchObject({ attempt: 2, causes: ['e1'] });
    expect(third.fence).toBeGreaterThan(second.fence);
    expect(third.generation).toBe(second.generation);
  });

  it('gives an item back to be worked at once, though it was meanwhile wanted for later', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await want(subject, { notBefore: '2200-01-01T00:00:00.000Z' });
    await subject().queue.giveBack(first);
    expect(await claim(subject)).toMatchObject({ key: 'a', generation: first.generation });
  });

  it('says why it leaves an item to others, and lets what comes next have its turn', async () => {
    await want(subject, 'a', 'e1');
    expect(await subject().queue.giveBack(await claim(subject), { reason: 'format-newer: x', afterMs: 60_000 })).toBe(
      true,
    );
    expect(await row(subject)).toMatchObject({ state: 'queued', attempts: 0, reason: 'format-newer: x' });
    expect(await subject().queue.claim({ kind: 'build', worker: 'w', leaseMs: 1_000 })).toBeUndefined();
  });

  it('gives what was left to others to them before it comes to the same worker again', async () => {
    await want(subject, 'a', 'e1');
    const left = await claim(subject);
    await subject().queue.giveBack(left, { reason: 'format-newer: x', afterMs: 0 });
    const another = { kind: 'build', leaseMs: 1_000, worker: 'another one' };
    expect(await subject().queue.claim({ ...another, worker: left.worker })).toBeUndefined();
    const taken = await subject().queue.claim(another);
    expect(taken).toMatchObject({ key: 'a', attempt: 1, worker: 'another one' });
  });
}
