import { describe, expect, it } from '@jest/globals';
import type { DefinedPlace } from '@quench/contracts';
import { wantedReleases } from './releases.js';

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
