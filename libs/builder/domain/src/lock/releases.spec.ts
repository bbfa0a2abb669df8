import { describe, expect, it } from '@jest/globals';
import type { DefinedPlace, LockedRelease } from '@quench/contracts';
import { packagesElsewhere, releaseAt, wantedReleases, type Canonical } from './releases.js';

const place = (path: string, more: Partial<DefinedPlace> = {}): DefinedPlace => ({
  ...{ path, name: 'node', from: '.', version: '22' },
  packages: { 'linux/amd64': 'pkg:npm/node-x64', 'linux/arm64': 'pkg:npm/node-arm64' },
  ...more,
});

const canonical: Canonical = (purl) => `pkg:${decodeURIComponent(purl.slice('pkg:'.length))}`;

describe('what places want', () => {
  it('is the package of the platform', () => {
    expect(wantedReleases([place('/a')], 'linux/arm64', canonical).map(({ purl }) => purl)).toEqual([
      'pkg:npm/node-arm64',
    ]);
  });

  it('is asked once for all places of the same releases', () => {
    const wanted = wantedReleases([place('/a'), place('/b', { version: '24' }), place('/c')], 'linux/amd64', canonical);
    expect(wanted.map(({ constraint, places }) => [constraint, ...places.map(({ path }) => path)])).toEqual([
      ['22', '/a', '/c'],
      ['24', '/b'],
    ]);
  });

  it('is one package however its purl is spelled', () => {
    const packages = { 'linux/amd64': 'pkg:npm/%40org/node', 'linux/arm64': 'pkg:npm/@org/node' };
    const [wanted, ...others] = wantedReleases(
      [place('/a', { packages }), place('/b', { packages: { ...packages, 'linux/amd64': 'pkg:npm/@org/node' } })],
      ...(['linux/amd64', canonical] as const),
    );
    expect(others).toEqual([]);
    expect([wanted?.purl, wanted?.places.map(({ path }) => path)]).toEqual(['pkg:npm/@org/node', ['/a', '/b']]);
    expect(wanted && packagesElsewhere(wanted, Object.keys(packages), canonical)).toEqual([]);
    const [one] = wantedReleases([place('/a')], 'linux/amd64', canonical);
    expect(one && packagesElsewhere(one, Object.keys(packages), canonical)).toEqual(['pkg:npm/node-arm64']);
  });

  it('is not guessed for a platform without a package', () => {
    expect(() => wantedReleases([place('/a')], 'linux/riscv64', canonical)).toThrow(
      '/a names no package for linux/riscv64',
    );
  });
});

it('the release that a line has is that of the package at the path', () => {
  const release: LockedRelease = {
    ...{ purl: 'pkg:npm/node@1', sha256: 'sha256:00', size: 1, name: 'node', version: '1', checksums: [] },
    places: [{ path: '/usr/local/bin/node', from: 'bin/node' }],
    chosen: { by: 'range', constraint: '1', listedAt: '2026-11-26T00:00:00Z' },
  };
  expect(releaseAt([release], { name: 'node', path: '/usr/local/bin/node' })).toBe(release);
  expect(releaseAt([release], { name: 'node', path: '/opt/node' })).toBeUndefined();
  expect(releaseAt([release], { name: 'deno', path: '/usr/local/bin/node' })).toBeUndefined();
});
