import { describe, expect, it } from '@jest/globals';
import type { DefinedPlace } from '@quench/contracts';
import type { Release } from '@quench/plugin-sdk';
import { newestRelease, wantedReleases } from './releases.js';

const WANTED = { purl: 'pkg:npm/node', constraint: '22' } as const;
const release = (version: string, state: Release['state'] = 'current'): Release => ({
  ...{ version, state, publishedAt: undefined },
  file: state === 'withdrawn' ? undefined : { url: `https://x.example/${version}`, checksums: ['sha1:00'] },
});
const versions = {
  isPrerelease: (version: string) => version.includes('-'),
  matching: (all: readonly string[], constraint: string) => all.filter((one) => one.startsWith(constraint)),
};
const newest = (...listed: readonly Release[]): string => newestRelease(WANTED, listed, versions, () => true).version;

describe('the release that is taken', () => {
  it('is the newest that is allowed', () => {
    expect(newest(release('20.9'), release('22.1'), release('22.10'), release('24.0'))).toBe('22.10');
  });

  it.each([release('22.10-rc.1'), release('22.10', 'deprecated'), release('22.10', 'withdrawn')])(
    'is none that its author would not give: %j',
    (other) => {
      expect(newest(release('22.1'), other)).toBe('22.1');
    },
  );

  it('is the newest that has waited, and the newest of all where none has', () => {
    const listed = [release('22.1'), release('22.2'), release('22.3')];
    const of = (...waited: readonly string[]): string =>
      newestRelease(WANTED, listed, versions, ({ version }) => waited.includes(version)).version;
    expect(of('22.1', '22.2')).toBe('22.2');
    expect(of()).toBe('22.3');
  });

  it('is missing with a word of what there is', () => {
    expect(() => newest(release('20.9'), release('22.0', 'deprecated'), release('24.0'))).toThrow(
      /^No release of pkg:npm\/node is "22" .* The newest that are: 20\.9, 24\.0$/,
    );
  });
});

const place = (path: string, more: Partial<DefinedPlace> = {}): DefinedPlace => ({
  ...{ path, name: 'node', from: '.', version: '22' },
  packages: { 'linux/amd64': 'pkg:npm/node-x64', 'linux/arm64': 'pkg:npm/node-arm64' },
  ...more,
});

describe('what places want', () => {
  it('is the package of the platform', () => {
    expect(wantedReleases([place('/a')], 'linux/arm64').map(({ purl }) => purl)).toEqual(['pkg:npm/node-arm64']);
  });

  it('is asked once for all places of the same releases', () => {
    const wanted = wantedReleases([place('/a'), place('/b', { version: '24' }), place('/c')], 'linux/amd64');
    expect(wanted.map(({ constraint, places }) => [constraint, ...places.map(({ path }) => path)])).toEqual([
      ['22', '/a', '/c'],
      ['24', '/b'],
    ]);
  });

  it('is not guessed for a platform without a package', () => {
    expect(() => wantedReleases([place('/a')], 'linux/riscv64')).toThrow('/a names no package for linux/riscv64');
  });
});
