import { describe, expect, it } from '@jest/globals';
import type { LockedRelease, UpdateRules } from '@quench/contracts';
import type { Step } from '@quench/plugin-sdk';
import { hasWaited, releaseAt, type Waiting } from './patience.js';

const DAY_MS = 86_400_000;
const RULES: UpdateRules = {
  ...{ hold: [{ kind: 'step', step: 'patch' }], pass: [], cooldownMs: 3 * DAY_MS, freeze: [] },
  ...{ decideWithinMs: DAY_MS, inherited: [] },
};
const NOW = '2026-11-26T00:00:00Z';
const classify = (from: string, to: string): Step => (from === to ? 'same' : from > to ? 'backwards' : 'minor');
const young = { version: '2', publishedAt: '2026-11-25T00:00:00Z' };
const waited = (release: { version: string; publishedAt: string | undefined }, more: Partial<Waiting> = {}): boolean =>
  hasWaited({ rules: RULES, names: ['node'], has: '1', now: NOW, ...more }, { classify })(release);

describe('a release that is placed', () => {
  it.each([
    ['without rules', young, { rules: undefined }],
    ['that is old enough, whatever its step', { ...young, publishedAt: '2026-11-23T00:00:00Z' }, {}],
    ['that the line has', young, { has: '2' }],
    ['that is older than what the line has', young, { has: '3' }],
    ['that is passed by name', young, { rules: { ...RULES, pass: ['node'] } }],
    ['of which nobody says how old it is', { ...young, publishedAt: undefined }, {}],
  ])('is taken %s', (_what, release, more) => expect(waited(release, more)).toBe(true));

  it.each([
    ['while it is young', young, {}],
    ['while it is young, also where the line has none', young, { has: undefined }],
    [
      'during a freeze',
      { ...young, publishedAt: undefined },
      { rules: { ...RULES, freeze: [{ from: '2026-11-20', to: '2026-11-30' }] } },
    ],
  ])('waits %s', (_what, release, more) => expect(waited(release, more)).toBe(false));
});

describe('the release that a line has', () => {
  const release: LockedRelease = {
    ...{ purl: 'pkg:npm/node@1', sha256: 'sha256:00', size: 1, name: 'node', version: '1', checksums: [] },
    places: [{ path: '/usr/local/bin/node', from: 'bin/node' }],
    chosen: { by: 'range', constraint: '1', listedAt: NOW },
  };

  it('is that of the package at the path', () => {
    expect(releaseAt([release], { name: 'node', path: '/usr/local/bin/node' })).toBe(release);
    expect(releaseAt([release], { name: 'node', path: '/opt/node' })).toBeUndefined();
    expect(releaseAt([release], { name: 'deno', path: '/usr/local/bin/node' })).toBeUndefined();
  });
});
