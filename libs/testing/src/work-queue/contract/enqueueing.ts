import { expect, it } from '@jest/globals';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';
import { claim, die, finish, retryNow, row, tryClaim, want } from './steps.js';

export function enqueueing(subject: () => WorkQueueUnderTest): void {
  it('coalesces wishes for one key and keeps all their causes', async () => {
    await want(subject, 'a', 'e1');
    await want(subject, 'a', 'e2', 'e3');
    await want(subject, 'a', 'e2');
    const claimed = await claim(subject);
    expect(claimed).toMatchObject({ kind: 'build', key: 'a', attempt: 1, worker: 'w1', correlationId: 'about e1' });
    expect(claimed.causes).toEqual(['e1', 'e2', 'e3']);
    expect(claimed.generation).toBe((await row(subject)).wanted);
    expect(await tryClaim(subject)).toBeUndefined();
    expect(await finish(subject, claimed)).toBe(true);
    expect(await row(subject)).toMatchObject({ state: 'done', done: claimed.generation, attempts: 0 });
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('coalesces wishes of one call', async () => {
    const items = [
      { kind: 'build', key: 'a', notBefore: '2200-01-01T00:00:00.000Z' },
      { kind: 'build', key: 'b' },
      { kind: 'build', key: 'a', priority: 3 },
    ];
    await subject().queue.enqueue(items, { causes: [], correlationId: 'c' });
    expect(await claim(subject)).toMatchObject({ key: 'a' });
    expect(await claim(subject)).toMatchObject({ key: 'b' });
  });

  it('takes wishes of several causes in one call, each with its own', async () => {
    const item = (key: string, priority: number) => ({ kind: 'build', key, fairKey: 'f', priority });
    const because = (...causes: string[]) => ({ causes, correlationId: `about ${causes[0] ?? 'nothing'}` });
    await subject().queue.enqueueAll([
      { items: [item('a', 0), item('b', 0)], cause: because() },
      { items: [], cause: because('e0') },
      { items: [item('a', 0), item('c', 0)], cause: because('e1', 'e2') },
      { items: [item('a', 2)], cause: because('e3') },
    ]);
    const claims = [await claim(subject), await claim(subject), await claim(subject)];
    expect(claims.map(({ key, causes, correlationId }) => [key, causes, correlationId])).toEqual([
      ['a', ['e1', 'e2', 'e3'], 'about e1'],
      ['b', [], 'about nothing'],
      ['c', ['e1', 'e2'], 'about e1'],
    ]);
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('has the priority of the cause where the wish says none, and tells it to whoever claims', async () => {
    const items = [
      { kind: 'build', key: 'a' },
      { kind: 'build', key: 'b', priority: 0 },
      { kind: 'build', key: 'c', priority: 7 },
    ];
    await subject().queue.enqueue(items, { causes: ['e1'], correlationId: 'c', priority: 5 });
    await want(subject, 'd', 'e2');
    const claims = [await claim(subject), await claim(subject), await claim(subject), await claim(subject)];
    expect(claims.map(({ key, priority }) => [key, priority])).toEqual([
      ['c', 7],
      ['a', 5],
      ['b', 0],
      ['d', 0],
    ]);
  });

  it('runs an item again that was wanted while it ran, for the later causes only', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await want(subject, 'a', 'e2');
    await want(subject, 'a', 'e1');
    expect(await tryClaim(subject)).toBeUndefined();
    expect(await finish(subject, first)).toBe(true);
    const second = await claim(subject);
    expect(second).toMatchObject({ causes: ['e2'], correlationId: 'about e2', attempt: 1 });
    expect(second.generation).toBeGreaterThan(first.generation);
    await finish(subject, second);
    expect(await row(subject)).toMatchObject({ state: 'done' });
  });

  it('runs a done item again when it is wanted again', async () => {
    await want(subject, 'a', 'e1');
    await finish(subject, await claim(subject));
    await want(subject, 'a');
    expect(await claim(subject)).toMatchObject({ causes: [], attempt: 1 });
  });

  it('is part of the transaction that it is given', async () => {
    const { queue, transactor } = subject();
    const cause = { causes: ['e1'], correlationId: 'c' };
    const failing = transactor.run(async (tx) => {
      await queue.enqueue([{ kind: 'build', key: 'a' }], cause, tx);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await tryClaim(subject)).toBeUndefined();
    await transactor.run(async (tx) => {
      await queue.enqueue([{ kind: 'build', key: 'a' }], cause, tx);
      expect(await tryClaim(subject)).toBeUndefined();
    });
    expect(await claim(subject)).toMatchObject({ causes: ['e1'] });
  });

  it('keeps the newest thousand causes', async () => {
    const ids = Array.from({ length: 1_200 }, (_, index) => `e${String(index)}`);
    await want(subject, 'a', ...ids.slice(0, 700));
    await want(subject, 'a', ...ids.slice(700));
    expect((await claim(subject)).causes).toEqual(ids.slice(-1_000));
  });

  it('does not claim before the instant that was asked for, and a more urgent wish brings it forward', async () => {
    await want(subject, { notBefore: '2200-01-01T00:00:00.000Z' }, 'e1');
    expect(await tryClaim(subject)).toBeUndefined();
    expect(await row(subject)).toMatchObject({ notBefore: '2200-01-01T00:00:00.000Z', state: 'queued' });
    await want(subject, { notBefore: '2201-01-01T00:00:00.000Z' }, 'e2');
    expect(await row(subject)).toMatchObject({ notBefore: '2200-01-01T00:00:00.000Z' });
    await want(subject, 'a', 'e3');
    expect((await claim(subject)).causes).toEqual(['e1', 'e2', 'e3']);
  });

  it('lets a running item ask for itself at a later time', async () => {
    await want(subject, 'a', 'e1');
    const running = await claim(subject);
    await want(subject, { notBefore: '2200-01-01T00:00:00.000Z', priority: 2 });
    await finish(subject, running);
    expect(await row(subject)).toMatchObject({ state: 'queued', notBefore: '2200-01-01T00:00:00.000Z', priority: 2 });
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('keeps what is worked as urgent as it is until it is done, whatever is wanted meanwhile', async () => {
    await want(subject, { priority: 5 }, 'e1');
    await want(subject, { key: 'other', priority: 1 });
    const first = await claim(subject);
    await want(subject, 'a', 'e2');
    await subject().queue.giveBack(first);
    const second = await claim(subject);
    expect(second).toMatchObject({ key: 'a', priority: 5 });
    await want(subject, 'a', 'e3');
    await retryNow(subject, second);
    const third = await claim(subject);
    expect(third).toMatchObject({ key: 'a', priority: 5 });
    await want(subject, 'a', 'e4');
    await subject().lapse('build', 'a');
    expect(await claim(subject)).toMatchObject({ key: 'a', priority: 5, causes: ['e1', 'e2', 'e3', 'e4'] });
  });

  it('is as urgent as what was wanted meanwhile once that is all there is to do', async () => {
    await want(subject, { priority: 5 }, 'e1');
    const urgent = await claim(subject);
    await want(subject, { key: 'other', priority: 2 });
    await want(subject, { priority: 1 }, 'e2');
    await want(subject, 'a', 'e3');
    await finish(subject, urgent);
    expect([await claim(subject), await claim(subject)]).toMatchObject([
      { key: 'other', priority: 2 },
      { key: 'a', priority: 1, causes: ['e2', 'e3'] },
    ]);
  });

  it('is more urgent at once for a more urgent wish while it is worked', async () => {
    await want(subject, 'a', 'e1');
    const ordinary = await claim(subject);
    await want(subject, { key: 'other', priority: 1 });
    await want(subject, { priority: 5 }, 'e2');
    await retryNow(subject, ordinary);
    expect(await claim(subject)).toMatchObject({ key: 'a', priority: 5 });
  });

  it('leaves a dead or dropped item alone unless the cause is new', async () => {
    await want(subject, 'a', 'e1');
    await die(subject, await claim(subject));
    await want(subject, 'a');
    await want(subject, 'a', 'e1');
    expect(await row(subject)).toMatchObject({ state: 'dead', wanted: 1 });
    await want(subject, 'a', 'e1', 'e2');
    expect(await claim(subject)).toMatchObject({ generation: 2, attempt: 1, causes: ['e1', 'e2'] });
    await subject().queue.drop('build', 'a', 'not now');
    await want(subject, 'a', 'e2');
    expect(await tryClaim(subject)).toBeUndefined();
    await want(subject, 'a', 'e3');
    expect((await claim(subject)).causes).toEqual(['e1', 'e2', 'e3']);
  });

  it('refuses an instant that is none, and keeps nothing of the call', async () => {
    const items = [
      { kind: 'build', key: 'a' },
      { kind: 'build', key: 'b', notBefore: 'soon' },
    ];
    await expect(subject().queue.enqueue(items, { causes: [], correlationId: 'c' })).rejects.toThrow();
    expect(await subject().queue.list({ limit: 10 })).toEqual([]);
  });
}
