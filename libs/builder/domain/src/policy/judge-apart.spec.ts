import { describe, expect, it } from '@jest/globals';
import type { Versions } from '@quench/plugin-sdk';
import { judgeApart, namingPackages } from './judge-apart.js';
import { updatesOf, type PlatformPackages } from './updates.js';

/** Versions are numbers with dots, and may have a revision, which names no image. */
const versions = {
  order: (all: readonly string[]) => [...all].sort(),
  classify: (from: string, to: string) => (from === to ? 'same' : from < to ? 'minor' : 'backwards'),
  parts: (version: string) => (version.split('-')[0] ?? '').split('.').map(Number),
} as unknown as Versions;

const packaged = (name: string, version: string) => ({ name, version, sha256: version, source: { name } });
const on = (platform: string, has: string, could: string, name = 'nginx') =>
  ({ platform, has: [packaged(name, has)], could: [packaged(name, could)] }) as unknown as PlatformPackages;
const times = { since: '2026-01-01T00:00:00Z', now: '2026-01-01T00:30:00Z', versions };

function judged(platforms: readonly PlatformPackages[], naming: readonly string[] = ['nginx']): string | undefined {
  const [update] = updatesOf(platforms, versions);
  if (update === undefined) throw new Error('There is no update');
  return judgeApart(update, platforms, naming, times)?.rule;
}

describe('an update of what names an image', () => {
  it.each([
    ['has it not', on('amd64', '1.0', '1.1'), on('arm64', '1.0', '1.0'), 'nginx 1.1 for arm64'],
    ['has an older one', on('amd64', '1.0', '1.1'), on('arm64', '1.0', '1.2'), 'nginx 1.2 for amd64'],
  ])('waits for the platform that %s', (_why, one, other, missing) => {
    expect(judged([one, other])).toBe(`missing release: ${missing}`);
    expect(judged([other, one])).toBe(`missing release: ${missing}`);
  });

  it.each([
    ['all platforms have it', on('arm64', '1.0', '1.1')],
    ['the other one has another revision of it', on('arm64', '1.0', '1.1-2')],
    ['the other one has nothing by that name', on('arm64', '1.0', '1.0', 'other')],
  ])('does not wait where %s', (_why, other) => {
    expect(judged([on('amd64', '1.0', '1.1'), other])).toBeUndefined();
  });

  it('is tried again after an hour, and no other update waits', () => {
    const platforms = [on('amd64', '1.0', '1.1'), on('arm64', '1.0', '1.0')];
    const [update] = updatesOf(platforms, versions);
    expect(update && judgeApart(update, platforms, ['nginx'], times)?.until).toBe('2026-01-01T01:30:00.000Z');
    expect(judged(platforms, ['zlib'])).toBeUndefined();
  });
});

it.each([
  ['its first package', { packages: ['aa', 'bb'], channels: ['latest'] }, ['aa']],
  [
    'what its channels name',
    { packages: ['aa', 'bb'], channels: ['{{ version "bb" 2 }}', '{{ version "aa" 1 }}'] },
    ['aa', 'bb'],
  ],
  [
    'what its channels name alone, where it places something',
    {
      packages: ['aa', 'bb'],
      channels: ['{{ version "bb" 2 }}', '{{ version "node" 1 }}'],
      places: [{ name: 'node' }],
    },
    ['bb'],
  ],
])('an image is named by %s', (_what, definition, names) =>
  expect(namingPackages(definition as unknown as Parameters<typeof namingPackages>[0])).toEqual(names),
);
