import { expect, it } from '@jest/globals';
import { PERSON_PRIORITY, SECURITY_PRIORITY } from '@quench/kernel';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';
import { claim, die, finish, retryNow, row, tryClaim, want } from './steps.js';

export function failing(subject: () => WorkQueueUnderTest): void {
  it('tries again after the back-off, counting', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    expect(await retryNow(subject, first)).toBe('queued');
    expect(await row(subject)).toMatchObject({ state: 'queued', attempts: 1, reason: 'net: down' });
    const second = await claim(subject);
    expect(second).toMatchObject({ attempt: 2, generation: first.generation, causes: ['e1'] });
    const later = { then: 'retry', reason: 'net: down', retryAfterMs: 3_600_000 } as const;
    expect(await subject().queue.fail(second, later, 5)).toBe('queued');
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('ends an item after its attempts and keeps the reason', async () => {
    await want(subject, 'a');
    expect(await retryNow(subject, await claim(subject), 2)).toBe('queued');
    expect(await retryNow(subject, await claim(subject), 2)).toBe('dead');
    expect(await row(subject)).toMatchObject({ state: 'dead', attempts: 2, reason: 'net: down' });
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('counts attempts per generation: a wish without a new cause does not start them over', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await want(subject, 'a');
    await retryNow(subject, first);
    await want(subject, 'a');
    const second = await claim(subject);
    expect(second).toMatchObject({ attempt: 2, generation: first.generation });
    await want(subject, 'a', 'e2');
    await retryNow(subject, second);
    const third = await claim(subject);
    expect(third).toMatchObject({ attempt: 1, causes: ['e1', 'e2'] });
    expect(third.generation).toBeGreaterThan(first.generation);
  });

  it('lets an item live whose new cause came while its last try ran', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await want(subject, 'a', 'e2');
    expect(await die(subject, first)).toBe('queued');
    expect(await claim(subject)).toMatchObject({ attempt: 1, causes: ['e1', 'e2'] });
  });

  it('forgets the reason when the item is done', async () => {
    await want(subject, 'a');
    await retryNow(subject, await claim(subject));
    await finish(subject, await claim(subject));
    expect((await row(subject)).reason).toBeUndefined();
  });

  it('keeps why nothing had to be done, until the item is done otherwise', async () => {
    await want(subject, 'a');
    const first = await claim(subject);
    const moot = 'definition-retired: nobody wants it \0';
    expect(await subject().transactor.run((tx) => subject().queue.finish(first, tx, moot))).toBe(true);
    expect(await row(subject)).toMatchObject({ state: 'done', done: 1 });
    expect((await row(subject)).reason).toContain('nobody wants it');
    await want(subject, 'a');
    await finish(subject, await claim(subject));
    expect((await row(subject)).reason).toBeUndefined();
  });

  it('is done without a transaction where nothing is recorded, for the newest claim only', async () => {
    const { queue } = subject();
    await want(subject, 'a', 'e1');
    const lost = await claim(subject);
    expect(await queue.giveBack(lost)).toBe(true);
    expect(await queue.finish(lost, undefined, 'late')).toBe(false);
    expect(await queue.finish(await claim(subject), undefined, 'nothing-new: all is as it was')).toBe(true);
    expect(await row(subject)).toMatchObject({ state: 'done', done: 1, reason: 'nothing-new: all is as it was' });
  });

  it('keeps a reason that quotes any text', async () => {
    await want(subject, 'a');
    expect(await die(subject, await claim(subject), 'bad: \0 "quoted" \u{1f600}')).toBe('dead');
    expect((await row(subject)).reason).toContain('"quoted"');
  });

  it('runs what a person has tried again ahead of everything else', async () => {
    await want(subject, 'a', 'e1');
    await die(subject, await claim(subject));
    await want(subject, { key: 'b', priority: SECURITY_PRIORITY }, 'e2');
    await subject().queue.retry('build', 'a');
    const first = await claim(subject);
    expect(first).toMatchObject({ key: 'a', priority: PERSON_PRIORITY });
    await finish(subject, first);
    await want(subject, 'a', 'e3');
    expect(await claim(subject)).toMatchObject({ key: 'b' });
    expect(await claim(subject)).toMatchObject({ key: 'a', priority: 0 });
  });

  it('runs a dead or dropped item again when a person says so', async () => {
    const { queue } = subject();
    await want(subject, 'a', 'e1');
    expect(await queue.retry('build', 'a')).toBe(false);
    await die(subject, await claim(subject));
    expect(await queue.retry('build', 'a')).toBe(true);
    const again = await claim(subject);
    expect(again).toMatchObject({ attempt: 1, causes: ['e1'] });
    expect(await queue.drop('build', 'a', 'not now')).toBe(true);
    expect(await row(subject)).toMatchObject({ state: 'dropped', reason: 'not now' });
    expect(await finish(subject, again)).toBe(false);
    expect(await queue.retry('build', 'a')).toBe(true);
    await finish(subject, await claim(subject));
    expect(await queue.retry('build', 'a')).toBe(false);
    expect(await queue.drop('build', 'a', 'too late')).toBe(false);
    expect(await queue.retry('build', 'unknown')).toBe(false);
    expect(await queue.drop('build', 'unknown', 'no such')).toBe(false);
  });

  it('says how many items wait, run and are dead', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) await want(subject, key);
    await want(subject, { key: 'later', notBefore: '2200-01-01T00:00:00.000Z' });
    await want(subject, { kind: 'lock', key: 'x' });
    await die(subject, await claim(subject));
    await finish(subject, await claim(subject));
    const lapsed = await claim(subject);
    await subject().lapse('build', lapsed.key);
    expect(await subject().queue.depth()).toEqual([
      { kind: 'build', state: 'dead', items: 1, due: 0 },
      { kind: 'build', state: 'queued', items: 3, due: 2 },
      { kind: 'build', state: 'running', items: 1, due: 1 },
      { kind: 'lock', state: 'queued', items: 1, due: 1 },
    ]);
  });

  it('lists by state and kind, most urgent first, and no more than asked for', async () => {
    for (const key of ['a', 'b', 'c']) await want(subject, key);
    await want(subject, { key: 'urgent', priority: 5 });
    await want(subject, { kind: 'lock', key: 'x' });
    const { queue } = subject();
    const keys = async (filter: Parameters<typeof queue.list>[0]): Promise<readonly string[]> =>
      (await queue.list(filter)).map(({ key }) => key);
    expect(await keys({ kinds: ['build'], limit: 3 })).toEqual(['urgent', 'a', 'b']);
    await claim(subject);
    expect(await keys({ states: ['running'], limit: 10 })).toEqual(['urgent']);
    expect(await keys({ states: ['queued'], kinds: ['lock'], limit: 10 })).toEqual(['x']);
  });

  it('lists, if asked for, only what was tried or left to others', async () => {
    const { queue } = subject();
    for (const key of ['failed', 'left', 'given-back', 'new']) await want(subject, key);
    await queue.fail(await claim(subject), { then: 'retry', reason: 'net: down', retryAfterMs: 600_000 }, 5);
    await queue.giveBack(await claim(subject), { reason: 'format-newer: x', afterMs: 600_000 });
    await queue.giveBack(await claim(subject));
    const tried = await queue.list({ states: ['queued'], tried: true, limit: 10 });
    expect(tried.map(({ key }) => key)).toEqual(['failed', 'left']);
  });
}
