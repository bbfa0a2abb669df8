import { describe, expect, it } from '@jest/globals';
import { AppendGroups, GROUP_APPENDS, GROUP_CHARACTERS, GROUP_EVENTS, type GroupWriter } from './append-groups.js';
import type { Draft } from './draft.js';

const draft = (stream: string, events = 1): Draft => ({
  stream,
  expectedVersion: 0,
  commandId: `command of ${stream}`,
  meta: '{}',
  occurredAt: '2026-02-03T04:05:06.789Z',
  lines: Array.from({ length: events }, (_, index) => ({ id: `${stream}/${String(index)}`, type: 't', data: '{}' })),
});

const drafts = (count: number): readonly Draft[] => Array.from({ length: count }, (_, n) => draft(`s${String(n)}`));

/** What was written, in order: a stream, or those of a group. */
type Written = (string | readonly string[])[];

const writing = (written: Written, part: Partial<GroupWriter> = {}): GroupWriter => ({
  alone: ({ stream }) => {
    written.push(stream);
    return Promise.resolve(true);
  },
  together: (group) => {
    written.push(group.map(({ stream }) => stream));
    return Promise.resolve(group.map(() => true));
  },
  ...part,
});

const appendAll = (groups: AppendGroups, all: readonly Draft[]) =>
  Promise.allSettled(all.map((one) => groups.append(one)));

describe('appends in groups', () => {
  it('writes one that comes by itself alone, and those that come at the same time together', async () => {
    const written: Written = [];
    const groups = new AppendGroups(writing(written));
    await groups.append(draft('first'));
    await appendAll(groups, drafts(3));
    expect(written).toEqual(['first', ['s0', 's1', 's2']]);
  });

  it('gathers what comes while others are being written', async () => {
    const written: Written = [];
    let late: Promise<unknown> = Promise.resolve();
    const groups: AppendGroups = new AppendGroups(
      writing(written, {
        alone: ({ stream }) => {
          written.push(stream);
          late = appendAll(groups, drafts(2));
          return Promise.resolve(true);
        },
      }),
    );
    await groups.append(draft('first'));
    await late;
    expect(written).toEqual(['first', ['s0', 's1']]);
  });

  it('gives each its own outcome', async () => {
    const groups = new AppendGroups(
      writing([], { together: (group) => Promise.resolve(group.map((one) => one.stream !== 's1')) }),
    );
    const outcomes = await appendAll(groups, drafts(3));
    expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toEqual([true, false, true]);
  });

  it('moves a stream once in a group', async () => {
    const written: Written = [];
    await appendAll(new AppendGroups(writing(written)), [draft('a'), draft('b'), draft('a'), draft('a')]);
    expect(written).toEqual([['a', 'b'], 'a', 'a']);
  });

  it('puts no more characters into a group than it may have, so that large events go by themselves', async () => {
    const written: Written = [];
    const heavy = (stream: string): Draft => {
      const one = draft(stream);
      return { ...one, lines: one.lines.map((line) => ({ ...line, data: 'x'.repeat(0.6 * GROUP_CHARACTERS) })) };
    };
    await appendAll(new AppendGroups(writing(written)), [heavy('a'), heavy('b'), draft('c')]);
    expect(written.flat().sort()).toEqual(['a', 'b', 'c']);
    expect(written).not.toContainEqual(expect.arrayContaining(['a', 'b']));
  });

  it('keeps groups small, and writes a large append by itself', async () => {
    const written: Written = [];
    await appendAll(new AppendGroups(writing(written)), drafts(GROUP_APPENDS + 2));
    expect(written.map((group) => group.length)).toEqual([GROUP_APPENDS, 2]);
    written.length = 0;
    const large = draft('large', GROUP_EVENTS + 1);
    await appendAll(new AppendGroups(writing(written)), [draft('a'), large, draft('b')]);
    expect(written).toEqual([['a', 'b'], 'large']);
  });

  it('tries each alone when one keeps the group from being written', async () => {
    const groups = new AppendGroups({
      together: () => Promise.resolve(undefined),
      alone: ({ stream }) => (stream === 's1' ? Promise.reject(new RangeError('s1')) : Promise.resolve(true)),
    });
    const outcomes = await appendAll(groups, drafts(3));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells all when nobody knows what became of the group, and goes on', async () => {
    const fault = new Error('connection lost');
    const groups = new AppendGroups(writing([], { together: () => Promise.reject(fault) }));
    const outcomes = await appendAll(groups, drafts(2));
    expect(outcomes).toEqual([
      { status: 'rejected', reason: fault },
      { status: 'rejected', reason: fault },
    ]);
    expect(await groups.append(draft('later'))).toBe(true);
  });

  it('puts the next group together while one is under way', async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const together = async (group: readonly Draft[]): Promise<readonly boolean[]> => {
      await opened;
      return group.map(() => true);
    };
    const groups = new AppendGroups(writing([], { together }));
    const slow = appendAll(groups, drafts(2));
    expect(await groups.append(draft('other', GROUP_EVENTS))).toBe(true);
    open();
    await slow;
  });

  it('does not let an append that hangs hold up the others', async () => {
    const gate = { begun: (): void => undefined, open: (): void => undefined };
    const begun = new Promise<void>((resolve) => (gate.begun = resolve));
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const alone = async ({ stream }: Draft): Promise<boolean> => {
      gate.begun();
      if (stream === 'held') await opened;
      return true;
    };
    const groups = new AppendGroups(writing([], { alone }));
    const held = groups.append(draft('held'));
    await begun;
    expect(await groups.append(draft('other'))).toBe(true);
    gate.open();
    expect(await held).toBe(true);
  });
});
