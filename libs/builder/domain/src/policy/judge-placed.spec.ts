import { describe, expect, it } from '@jest/globals';
import type { UpdateHeld, UpdateRules } from '@quench/contracts';
import type { Step } from '@quench/plugin-sdk';
import { hold } from './hold.decider.js';
import { judgePlaced, offeredSince, type PlacedLine } from './judge-placed.js';

const DAY_MS = 86_400_000;
const silent: UpdateRules = {
  ...{ hold: [], pass: [], cooldownMs: 0, freeze: [], decideWithinMs: DAY_MS, inherited: [] },
};
const NOW = '2026-11-26T00:00:00Z';
const YOUNG = '2026-11-25T00:00:00Z';
const OLD = '2026-11-23T00:00:00Z';
const cooldown = { cooldownMs: 3 * DAY_MS };
const freeze = { freeze: [{ from: '2026-11-20', to: '2026-11-30' }] };
const held = (name: string) => ({ hold: [{ kind: 'package', name }] }) as const;
const major = { hold: [{ kind: 'step', step: 'major' }] } as const;
const looked = {
  hold: [
    { kind: 'growth', percent: 1 },
    ...(['script', 'setuid'] as const).map((what) => ({ kind: 'brings', what }) as const),
  ],
} as const;
const versions = {
  classify: (from: string, to: string): Step => {
    const [was, is] = [Number(from), Number(to)];
    if (was === is) return 'same';
    return was > is ? 'backwards' : Math.floor(was) === Math.floor(is) ? 'minor' : 'major';
  },
};
const line = (rules: Partial<UpdateRules> | undefined, more: Partial<PlacedLine> = {}): PlacedLine => ({
  rules: rules && { ...silent, ...rules },
  ...{ names: ['node', 'node-x64'], has: '1.0', state: hold.initialState, now: NOW },
  ...more,
});
const judged = (
  rules: Partial<UpdateRules> | undefined,
  publishedAt: string | undefined,
  more: Partial<PlacedLine> & { readonly to?: string } = {},
): string => {
  const { to = '2.0', ...of } = more;
  const judgement = judgePlaced(line(rules, of), { version: to, publishedAt }, versions);
  return `${judgement.kind} ${judgement.kind === 'wait' ? `until ${judgement.until} ` : ''}by ${judgement.rule}`;
};
const none = { has: undefined };
const state = { ...hold.initialState };

describe('a release that is placed', () => {
  it.each<
    [string, Partial<UpdateRules> | undefined, string | undefined, Partial<PlacedLine> & { readonly to?: string }]
  >([
    ['without rules', undefined, YOUNG, {}],
    ['that is old enough', cooldown, OLD, {}],
    ['that is a smaller step than what is held', major, OLD, { to: '1.1' }],
    ['while another one is held', held('deno'), OLD, {}],
    ['during a freeze, by a line that has none', freeze, OLD, none],
    ['although it is held, by a line that has none', held('node'), OLD, none],
    ['although its step is held, by a line that has none', major, OLD, none],
    ['of which nobody says how old it is, where no age is asked for', {}, undefined, {}],
    ['whatever its file has in it, which nobody has looked into', looked, OLD, {}],
  ])('is taken %s', (_what, rules, at, more) => expect(judged(rules, at, more)).toBe('pass by no rule stops it'));

  it('is taken where its package or its place is passed', () => {
    expect(judged({ ...cooldown, ...major, pass: ['node'] }, YOUNG)).toBe('pass by pass: node');
    expect(judged({ ...cooldown, ...major, pass: ['node-x64'] }, YOUNG)).toBe('pass by pass: node-x64');
  });

  it.each<[string, Partial<UpdateRules>, string]>([
    ['by the name of its place', held('node'), 'hold: package node'],
    ['by the name of its package', held('node-x64'), 'hold: package node-x64'],
    ['by name, also where it is passed', { ...held('node'), pass: ['node-x64'] }, 'hold: package node'],
    ['by the size of its step', { ...major, ...cooldown }, 'hold: major'],
    ['by a rule of the catalog, which is said', { ...major, inherited: ['hold'] }, 'hold: major (of the catalog)'],
  ])('is held %s', (_what, rules, said) => expect(judged(rules, YOUNG)).toBe(`hold by ${said}`));

  it.each<[string, string, () => string]>([
    ['while it is young', '2026-11-28T00:00:00.000Z by cooldown: 3d', () => judged(cooldown, YOUNG)],
    ['where the line has none, too', '2026-11-28T00:00:00.000Z by cooldown: 3d', () => judged(cooldown, YOUNG, none)],
    ['from now if nobody says its age', '2026-11-29T00:00:00.000Z by cooldown: 3d', () => judged(cooldown, undefined)],
    ['in a freeze', '2026-12-01T00:00:00.000Z by freeze: 2026-11-20 to 2026-11-30', () => judged(freeze, OLD)],
  ])('waits %s', (_what, until, judgement) => expect(judgement()).toBe(`wait until ${until}`));
});

describe('what a person decided', () => {
  const all = { ...major, ...cooldown };
  const two = { version: '2.0', files: [] };

  it('comes before the rules, for that version', () => {
    expect(judged(all, YOUNG, { state: { ...state, released: two } })).toBe('pass by released by a person');
    expect(judged({}, OLD, { state: { ...state, rejected: [two] } })).toBe('rejected by rejected by a person');
  });

  it('lets a newer one be judged as if the line had the released one, and anew after a rejection', () => {
    expect(judged(major, OLD, { to: '2.1', state: { ...state, released: two } })).toBe('pass by no rule stops it');
    expect(judged(major, OLD, { to: '2.1', state: { ...state, rejected: [two] } })).toBe('hold by hold: major');
  });
});

it('a release of which nobody says how old it is, is as old as the record that it waits', () => {
  const first = {
    source: { ecosystem: 'npm', origin: 'node', suite: '1' },
    snapshot: '',
    date: OLD,
  } as UpdateHeld['seen'];
  const recorded = line({}, { state: { ...state, seen: { version: '2.0', files: [], first } } });
  expect(offeredSince(recorded, { version: '2.0', publishedAt: undefined })).toBe(OLD);
  expect(offeredSince(recorded, { version: '2.0', publishedAt: YOUNG })).toBe(YOUNG);
  expect(offeredSince(recorded, { version: '2.1', publishedAt: undefined })).toBe(NOW);
});
