import { describe, expect, it } from '@jest/globals';
import type { LockedRelease, UpdateRules } from '@quench/contracts';
import { hasWaited, releaseAt, type Waiting } from './patience.js';

const DAY_MS = 86_400_000;
const RULES: UpdateRules = {
  ...{ hold: [{ kind: 'step', step: 'patch' }], pass: [], cooldownMs: 3 * DAY_MS, freeze: [] },
  ...{ decideWithinMs: DAY_MS, inherited: [] },
};
const NOW = '2026-11-26T00:00:00Z';
const YOUNG = '2026-11-25T00:00:00Z';
const OLD = '2026-11-23T00:00:00Z';
const waited = (publishedAt: string | undefined, more: Partial<Waiting> = {}): boolean =>
  hasWaited({ rules: RULES, names: ['node'], has: '1', now: NOW, ...more })({ publishedAt });
const frozen = { ...RULES, freeze: [{ from: '2026-11-20', to: '2026-11-30' }] };
const held = (name: string): UpdateRules => ({ ...RULES, hold: [{ kind: 'package', name }] });

describe('a release that is placed', () => {
  it.each([
    ['without rules', YOUNG, { rules: undefined }],
    ['that is old enough, whatever its step', OLD, {}],
    ['that is passed by name', YOUNG, { rules: { ...RULES, pass: ['node'] } }],
    ['while another one is held', OLD, { rules: held('deno') }],
    ['during a freeze, by a line that has none', OLD, { rules: frozen, has: undefined }],
    ['although it is held, by a line that has none', OLD, { rules: held('node'), has: undefined }],
    [
      'of which nobody says how old it is, where no age is asked for',
      undefined,
      { rules: { ...RULES, cooldownMs: 0 } },
    ],
  ])('is taken %s', (_what, publishedAt, more) => expect(waited(publishedAt, more)).toBe(true));

  it.each([
    ['while it is young', YOUNG, {}],
    ['while it is young, also where the line has none', YOUNG, { has: undefined }],
    ['while nobody says how old it is', undefined, {}],
    ['during a freeze', OLD, { rules: frozen }],
    ['while it is held by name', OLD, { rules: held('node') }],
    ['while it is held by name, also where it is passed', OLD, { rules: { ...held('node'), pass: ['node'] } }],
  ])('waits %s', (_what, publishedAt, more) => expect(waited(publishedAt, more)).toBe(false));
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
