import { describe, expect, it } from '@jest/globals';
import type { UpdateRules } from '@quench/contracts';
import type { Step } from '@quench/plugin-sdk';
import { decideUpdate, type Candidate } from './decide-update.js';

const DAY_MS = 86_400_000;
const silent: UpdateRules = { hold: [], pass: [], cooldownMs: 0, freeze: [], decideWithinMs: DAY_MS, inherited: [] };
const major = { kind: 'step', step: 'major' } as const;
const growth = { kind: 'growth', percent: 50 } as const;
const setuid = { kind: 'brings', what: 'setuid' } as const;
const nginx = { kind: 'package', name: 'nginx' } as const;
const xmas = { from: '2026-12-20', to: '2027-01-03' };
const cooldown = { cooldownMs: 3 * DAY_MS };
const freeze = { freeze: [xmas] };

const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  ...{ names: ['nginx', 'nginx-common'], step: 'major', urgent: false, bytes: [], brings: [] },
  ...{ since: '2026-12-21T00:00:00Z', now: '2026-12-22T00:00:00Z', ...more },
});
const decide = (rules: Partial<UpdateRules>, more: Partial<Candidate> = {}): string => {
  const decision = decideUpdate({ ...silent, ...rules }, candidate(more));
  const until = decision.kind === 'wait' ? ` until ${decision.until}` : '';
  return `${decision.kind}${until} by ${decision.rule}`;
};

describe('an update passes', () => {
  it.each<readonly [string, Partial<UpdateRules>, Partial<Candidate>, string]>([
    ['without rules', {}, {}, 'no rule stops it'],
    ['when its step is smaller than what is held', { hold: [major] }, { step: 'minor' }, 'no rule stops it'],
    ['when another package is held', { hold: [{ ...nginx, name: 'redis' }] }, {}, 'no rule stops it'],
    ['when it grows by no more', { hold: [growth] }, { bytes: [{ from: 4e6, to: 6e6 }] }, 'no rule stops it'],
    ['when it is small and doubles', { hold: [growth] }, { bytes: [{ from: 1e5, to: 1e6 }] }, 'no rule stops it'],
    ['when it brings nothing of the kind', { hold: [setuid] }, { brings: ['script'] }, 'no rule stops it'],
    ['when it is old enough', cooldown, { now: '2026-12-24T00:00:00Z' }, 'no rule stops it'],
    ['before a freeze', freeze, { now: '2026-12-19T23:59:59Z' }, 'no rule stops it'],
    ['after the last day of a freeze', freeze, { now: '2027-01-04T00:00:00Z' }, 'no rule stops it'],
    ['when it goes back', { hold: [major, nginx], ...cooldown }, { step: 'backwards' }, 'no step forward'],
    ['when it is the same', { hold: [major, nginx], ...cooldown }, { step: 'same' }, 'no step forward'],
  ])('%s', (_when, rules, more, rule) => expect(decide(rules, more)).toBe(`pass by ${rule}`));
});

describe('an update is held', () => {
  it.each<readonly [string, Partial<UpdateRules>, Partial<Candidate>, string]>([
    ['by the size of its step', { hold: [major] }, {}, 'hold: major'],
    ['by a smaller size', { hold: [{ kind: 'step', step: 'patch' }] }, { step: 'minor' }, 'hold: patch'],
    ['when nobody knows how large its step is', { hold: [major] }, { step: 'unknown' }, 'hold: major'],
    ['by the name of a package of it, however small', { hold: [nginx] }, { step: 'rebuild' }, 'hold: package nginx'],
    ['when it grows by more', { hold: [growth] }, { bytes: [{ from: 4e6, to: 6.1e6 }] }, 'hold: growth 50%'],
    ['by what it brings', { hold: [setuid] }, { step: 'rebuild', brings: ['setuid'] }, 'hold: new-setuid'],
    ['by what it brings, also a fix', { hold: [setuid] }, { urgent: true, brings: ['setuid'] }, 'hold: new-setuid'],
    ['by the catalog, which is said', { hold: [major], inherited: ['hold'] }, {}, 'hold: major (of the catalog)'],
  ])('%s', (_when, rules, more, rule) => expect(decide(rules, more)).toBe(`hold by ${rule}`));
});

describe('an update waits', () => {
  it('until it is old enough', () =>
    expect(decide(cooldown)).toBe('wait until 2026-12-24T00:00:00.000Z by cooldown: 3d'));
  it('in hours, too', () =>
    expect(decide({ cooldownMs: DAY_MS * 1.5 })).toBe('wait until 2026-12-22T12:00:00.000Z by cooldown: 36h'));
  it('through the last day of a freeze', () =>
    expect(decide(freeze)).toBe('wait until 2027-01-04T00:00:00.000Z by freeze: 2026-12-20 to 2027-01-03'));
});

describe('of two rules that apply', () => {
  const all = { hold: [major], ...cooldown, ...freeze };

  it.each<readonly [string, Partial<UpdateRules>, Partial<Candidate>, string]>([
    [
      'a hold by name comes before a pass by name',
      { hold: [nginx], pass: ['nginx-common'] },
      {},
      'hold by hold: package nginx',
    ],
    ['a pass by name before a hold by step', { ...all, pass: ['nginx'] }, {}, 'pass by pass: nginx'],
    ['a hold by step before urgency', all, { urgent: true }, 'hold by hold: major'],
    [
      'a hold by name before urgency',
      { hold: [nginx] },
      { urgent: true, step: 'patch' },
      'hold by hold: package nginx',
    ],
    [
      'urgency before cooldown and freeze',
      all,
      { urgent: true, step: 'patch' },
      'pass by fixes of vulnerabilities do not wait',
    ],
    [
      'the longer wait before the shorter',
      { ...cooldown, ...freeze },
      {},
      'wait until 2027-01-04T00:00:00.000Z by freeze: 2026-12-20 to 2027-01-03',
    ],
    [
      'the cooldown where it ends after the freeze',
      { cooldownMs: 30 * DAY_MS, ...freeze },
      {},
      'wait until 2027-01-20T00:00:00.000Z by cooldown: 30d',
    ],
  ])('%s', (_which, rules, more, said) => expect(decide(rules, more)).toBe(said));
});

it('every step is decided', () => {
  const steps: readonly Step[] = ['same', 'rebuild', 'patch', 'minor', 'major', 'unknown', 'backwards'];
  expect(steps.map((step) => decide({ hold: [{ kind: 'step', step: 'minor' }] }, { step }).slice(0, 4))).toEqual([
    ...['pass', 'pass', 'pass', 'hold', 'hold', 'hold', 'pass'],
  ]);
});
