import { describe, expect, it } from '@jest/globals';
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
type File = readonly [name: string, to: string, bytes?: string];
const of = (to: string, ...files: readonly File[]) => ({
  version: to,
  files: files.map(([name, version, bytes]) => ({
    ...{ name, to: version, ...(bytes !== undefined && { sha256: `sha256:${bytes.repeat(64)}` }) },
  })),
});
type Brought = ReturnType<typeof of>;
const judged = (
  brought: string | Brought,
  decided: { readonly released?: string | Brought; readonly rejected?: string | Brought },
  by: UpdateRules | undefined = rules,
): string => {
  const now = '2026-01-01T00:00:00Z';
  const { version: to, files } = whole(brought);
  const update = {
    names: ['web'],
    from: '1.0',
    to,
    files,
    urgent: false,
    since: now,
    now,
    bytes: [],
    brings: [],
  };
  const [released, rejected] = [decided.released, decided.rejected].map((one) =>
    one === undefined ? [] : [whole(one)],
  );
  const standing = { released: released?.[0], rejected: rejected ?? [] };
  const last =
    files
      .map((one) => one.to)
      .sort()
      .at(-1) ?? to;
  return judgeUpdate({ ...update, step: versions.classify('1.0', last) }, standing, by, versions).kind;
};
const whole = (one: string | Brought): Brought => (typeof one === 'string' ? of(one) : one);

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

describe('what a person decided about files', () => {
  const both = of('2.0', ['web', '2.0', 'a'], ['web', '2.0', 'b']);

  it('lets in those that were looked at, whatever the update is called by now', () => {
    expect(judged(both, { released: both })).toBe('pass');
    expect(judged(of('2.0', ['web', '2.0', 'b']), { released: both })).toBe('pass');
    expect(judged(of('5.0', ['lib', '5.0', 'c']), { released: of('2.0', ['lib', '5.0', 'c'], ['web', '2.0']) })).toBe(
      'pass',
    );
  });

  it('lets in no others under their version', () => {
    expect(judged(of('2.0', ['web', '2.0', 'a'], ['web', '2.0', 'c']), { released: both })).toBe('hold');
    expect(judged(of('2.0', ['web', '2.0', 'a'], ['web', '3.0', 'c']), { released: both })).toBe('hold');
    expect(judged(of('2.0', ['web', '2.0', 'a'], ['lib', '2.0', 'c']), { released: both })).toBe('hold');
  });

  it('lets newer ones be judged as if each platform had those', () => {
    expect(judged(of('2.1', ['web', '2.1', 'c'], ['web', '2.0', 'b']), { released: both })).toBe('pass');
    expect(judged(of('2.1', ['web', '2.1', 'c'], ['web', '3.0', 'd']), { released: both })).toBe('hold');
    expect(judged(of('2.1', ['web', '2.1', 'c'], ['web', '1.9', 'd']), { released: both })).toBe('hold');
  });

  it('keeps out each package in its version, be it as other bytes', () => {
    expect(judged(of('2.1', ['web', '2.1', 'c'], ['web', '2.0', 'b']), { rejected: both })).toBe('rejected');
    expect(judged(of('2.0', ['web', '2.0', 'c']), { rejected: both })).toBe('rejected');
    expect(judged(of('2.1', ['web', '2.1', 'c'], ['web', '2.1', 'd']), { rejected: both })).toBe('hold');
  });

  it('counts for every file of the version where nobody said which it was', () =>
    expect(judged(both, { released: of('2.0', ['web', '2.0']) })).toBe('pass'));
});
