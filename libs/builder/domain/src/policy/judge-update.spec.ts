import { expect, it } from '@jest/globals';
import type { UpdateRules } from '@quench/contracts';
import type { Step } from '@quench/plugin-sdk';
import { judgeUpdate } from './judge-update.js';

const rules: UpdateRules = {
  ...{ hold: [{ kind: 'step', step: 'major' }], pass: [], cooldownMs: 0, freeze: [] },
  ...{ decideWithinMs: 1, inherited: [] },
};
const major = (version: string): number => Math.floor(Number(version));
const versions = {
  classify: (from: string, to: string): Step =>
    from === to ? 'same' : Number(to) < Number(from) ? 'backwards' : major(from) === major(to) ? 'minor' : 'major',
};
const judged = (
  to: string,
  decided: { readonly released?: string; readonly rejected?: string },
  by: UpdateRules | undefined = rules,
): string => {
  const now = '2026-01-01T00:00:00Z';
  const update = {
    names: ['web'],
    from: '1.0',
    to,
    urgent: false,
    since: now,
    now,
    bytes: { from: 1, to: 1 },
    brings: [],
  };
  const standing = { released: decided.released, rejected: decided.rejected === undefined ? [] : [decided.rejected] };
  return judgeUpdate({ ...update, step: versions.classify('1.0', to) }, standing, by, versions).kind;
};

it('what a person rejected stays out, also without rules', () => {
  expect(judged('1.1', { rejected: '1.1' })).toBe('rejected');
  expect(judged('1.1', { rejected: '1.1' }, undefined)).toBe('rejected');
});

it('a newer version than the rejected one is decided by the rules', () => {
  expect(judged('1.2', { rejected: '1.1' })).toBe('pass');
  expect(judged('3.0', { rejected: '2.0' })).toBe('hold');
});

it('what a person released comes, whatever the rules say', () =>
  expect(judged('2.0', { released: '2.0' })).toBe('pass'));

it('a newer version than the released one is decided as if the line had that', () => {
  expect(judged('2.1', { released: '2.0' })).toBe('pass');
  expect(judged('3.0', { released: '2.0' })).toBe('hold');
});

it('an older version than the released one is decided by the rules', () =>
  expect(judged('2.0', { released: '2.1' })).toBe('hold'));
