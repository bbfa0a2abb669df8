import { expect, it } from '@jest/globals';
import { PERSON_PRIORITY, SECURITY_PRIORITY } from '@quench/kernel';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';
import { claim, die, finish, LEASE_MS, retryNow, row, tryClaim, want } from './steps.js';

const BY_A_PERSON = { priority: PERSON_PRIORITY };

/** What is done to all items that events asked for. */
export function causing(subject: () => WorkQueueUnderTest): void {
  type Change = 'hold' | 'release';
  const change = (what: Change, ...causes: string[]): Promise<number> =>
    subject().transactor.run((tx) => subject().queue[what]('build', causes, tx));
  const drop = (...causes: string[]): Promise<number> =>
    subject().transactor.run((tx) => subject().queue.dropCaused('build', causes, 'cancelled: by a person', tx));
  const caused = (...causes: string[]) => subject().queue.caused('build', causes);

  it('tells what is not done of what events asked for', async () => {
    await want(subject, 'a', 'e1');
    await want(subject, 'b', 'e1', 'e2');
    await want(subject, 'c', 'e3');
    await want(subject, { kind: 'image', key: 'd' }, 'e1');
    await die(subject, await claim(subject));
    expect(await caused('e1')).toEqual([
      { key: 'a', state: 'dead', held: false },
      { key: 'b', state: 'queued', held: false },
    ]);
    await finish(subject, await claim(subject));
    expect(await caused('e1', 'e2')).toEqual([{ key: 'a', state: 'dead', held: false }]);
    expect(await caused()).toEqual([]);
  });

  it('tells the states of items by their keys', async () => {
    for (const key of ['a', 'b', 'c']) await want(subject, key, 'e1');
    await want(subject, { kind: 'image', key: 'd' }, 'e1');
    await die(subject, await claim(subject));
    await finish(subject, await claim(subject));
    const states = await subject().queue.states('build', ['a', 'b', 'd', 'nobody']);
    expect([...states].sort()).toEqual([
      ['a', 'dead'],
      ['b', 'done'],
    ]);
  });

  it('tells whether something waits that events asked for', async () => {
    const waits = (...causes: string[]): Promise<boolean> => subject().queue.waits('build', causes);
    await want(subject, 'a', 'e1');
    await want(subject, 'b', 'e2');
    expect([await waits('e1'), await waits('e3', 'e2'), await waits('e3'), await waits()]).toEqual([
      ...[true, true, false, false],
    ]);
    await change('hold', 'e1');
    await claim(subject);
    expect([await waits('e1'), await waits('e2')]).toEqual([false, false]);
  });

  it('tells apart what was left to others, until one takes it', async () => {
    await want(subject, 'a', 'e1');
    const by = (worker: string) => subject().queue.claim({ kind: 'build', worker, leaseMs: LEASE_MS });
    const waits = (): Promise<boolean> => subject().queue.waits('build', ['e1']);
    const state = async (): Promise<string | undefined> => (await subject().queue.states('build', ['a'])).get('a');
    await subject().queue.giveBack(await claim(subject), { reason: 'too-new: for me', afterMs: 0 });
    expect([await caused('e1'), await waits()]).toEqual([[{ key: 'a', state: 'left', held: false }], false]);
    expect(await state()).toBe('left');
    await change('hold', 'e1');
    expect(await state()).toBe('queued');
    expect(await caused('e1')).toEqual([{ key: 'a', state: 'queued', held: true }]);
    await change('release', 'e1');
    expect(await by('another')).toMatchObject({ key: 'a' });
    expect(await caused('e1')).toEqual([{ key: 'a', state: 'running', held: false }]);
  });

  it('gives back what was not left to others as what waits', async () => {
    await want(subject, 'a', 'e1');
    await subject().queue.giveBack(await claim(subject));
    expect(await caused('e1')).toEqual([{ key: 'a', state: 'queued', held: false }]);
    expect(await subject().queue.waits('build', ['e1'])).toBe(true);
  });

  it('claims nothing that is held, until it is released', async () => {
    await want(subject, 'a', 'e1');
    await want(subject, 'b', 'e1', 'e2');
    expect(await change('hold', 'e1')).toBe(1);
    expect(await change('hold', 'e1')).toBe(0);
    expect(await claim(subject)).toMatchObject({ key: 'b' });
    expect(await tryClaim(subject)).toBeUndefined();
    expect(await caused('e1')).toMatchObject([{ key: 'a', held: true }, { key: 'b' }]);
    expect((await subject().queue.nextDue(['build'], 'w1')).get('build')).toBeGreaterThan(0);
    expect((await subject().queue.depth()).map(({ state, due }) => [state, due])).toEqual([
      ['queued', 0],
      ['running', 0],
    ]);
    await want(subject, 'a');
    expect(await tryClaim(subject)).toBeUndefined();
    expect(await change('release', 'e1')).toBe(1);
    expect(await claim(subject)).toMatchObject({ key: 'a', causes: ['e1'] });
  });

  it.each([
    ['another event', {}, ['e2']],
    ['somebody more urgent', { priority: 10 }, []],
  ])('ends a hold for %s', async (_by, wish, causes) => {
    await want(subject, 'a', 'e1');
    await change('hold', 'e1');
    await want(subject, { key: 'a', ...wish }, ...causes);
    expect(await claim(subject)).toMatchObject({ key: 'a', causes: ['e1', ...causes] });
  });

  it('neither holds nor drops what runs, or what nobody asked for by an event', async () => {
    await want(subject, 'a', 'e1');
    await want(subject, 'b');
    const running = await claim(subject);
    expect([await change('hold', 'e1'), await drop('e1')]).toEqual([0, 0]);
    expect(await finish(subject, running)).toBe(true);
    expect(await claim(subject)).toMatchObject({ key: 'b' });
  });

  it.each([
    ['before events do', () => want(subject, BY_A_PERSON).then(() => want(subject, 'a', 'e1'))],
    ['after they did', () => want(subject, 'a', 'e1').then(() => want(subject, BY_A_PERSON))],
    [
      'and that failed once',
      async () => {
        await want(subject, 'a', 'e1');
        await want(subject, BY_A_PERSON);
        await retryNow(subject, await claim(subject));
      },
    ],
    [
      'again once it has died',
      async () => {
        await want(subject, 'a', 'e1');
        await die(subject, await claim(subject));
        await subject().queue.retry('build', 'a');
      },
    ],
    [
      'while it runs, and that failed then',
      async () => {
        await want(subject, 'a', 'e1');
        const running = await claim(subject);
        await want(subject, BY_A_PERSON);
        await retryNow(subject, running);
      },
    ],
    [
      'while it ran',
      async () => {
        await want(subject, 'a', 'e1');
        const running = await claim(subject);
        await want(subject, BY_A_PERSON);
        await want(subject, 'a', 'e2');
        await finish(subject, running);
      },
    ],
  ])('neither holds nor drops what a person asks for %s', async (_when, ask) => {
    await ask();
    expect([await change('hold', 'e1', 'e2'), await drop('e1', 'e2')]).toEqual([0, 0]);
    expect(await claim(subject)).toMatchObject({ key: 'a', priority: PERSON_PRIORITY });
  });

  it('holds what events ask for once what a person asked for is done', async () => {
    await want(subject, BY_A_PERSON);
    const running = await claim(subject);
    await want(subject, { priority: SECURITY_PRIORITY }, 'e1');
    await finish(subject, running);
    expect(await change('hold', 'e1')).toBe(1);
    expect(await drop('e1')).toBe(1);
    await want(subject, 'a', 'e2');
    expect(await change('hold', 'e1', 'e2')).toBe(1);
  });

  it('drops what waits for events alone, until another one asks for it', async () => {
    await want(subject, 'a', 'e1');
    await want(subject, 'b', 'e1', 'e2');
    await change('hold', 'e1');
    expect(await drop('e1')).toBe(1);
    expect(await row(subject, 'a')).toMatchObject({ state: 'dropped', reason: 'cancelled: by a person' });
    expect(await row(subject, 'b')).toMatchObject({ state: 'queued' });
    await want(subject, 'a', 'e3');
    expect(await claim(subject)).toMatchObject({ key: 'b' });
    expect(await claim(subject)).toMatchObject({ key: 'a' });
  });

  it('does not leave half done what is under way outside', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await subject().queue.intend(first, { push: 'x' });
    await subject().queue.giveBack(first);
    expect(await drop('e1')).toBe(0);
  });

  it('changes nothing in a transaction that is rolled back', async () => {
    await want(subject, 'a', 'e1');
    const failing = subject().transactor.run(async (tx) => {
      await subject().queue.hold('build', ['e1'], tx);
      await subject().queue.dropCaused('build', ['e1'], 'no', tx);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await claim(subject)).toMatchObject({ key: 'a' });
  });
}
