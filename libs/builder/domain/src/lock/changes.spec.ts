import { describe, expect, it } from '@jest/globals';
import type { LockDocument, LockedPackage } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { changedPackages, changeReasons, lockChange } from './changes.js';

const one = (name: string, version: string): LockedPackage => ({
  purl: `pkg:deb/debian/${name}@${version}`,
  sha256: sha256(`${name} ${version}`),
  size: 1,
  name,
  version,
  architecture: 'amd64',
  source: { name, version },
  path: `pool/${name}`,
  from: { origin: 'Debian', suite: 'trixie' },
});
const lockOf = (...packages: readonly LockedPackage[]): LockDocument => ({
  format: 1,
  image: 'x',
  versionStream: 'default',
  variant: 'prod',
  revision: 1,
  definition: sha256('d'),
  platforms: [{ platform: 'linux/amd64', recipe: sha256('r'), packages, dropped: [] }],
  snapshots: [],
  plugin: 'deb/1',
});

describe('changes between locks', () => {
  it('are the packages whose bytes differ, by name', () => {
    const pairs = changedPackages(
      lockOf(one('b', '1'), one('c', '1'), one('d', '1')),
      lockOf(one('a', '1'), one('b', '2'), one('d', '1')),
    );
    expect(pairs.map((pair) => lockChange(pair, { fixed: [], lost: [] }))).toEqual([
      { kind: 'added', name: 'a', to: '1', fixed: [], lost: [] },
      { kind: 'updated', name: 'b', from: '1', to: '2', fixed: [], lost: [] },
      { kind: 'removed', name: 'c', from: '1', fixed: [], lost: [] },
    ]);
  });

  it('are none of a platform that is new', () => {
    const before = lockOf(one('b', '1'));
    const [amd64] = before.platforms;
    const arm64 = {
      platform: 'linux/arm64',
      recipe: sha256('other'),
      packages: [one('b', '1'), one('c', '1')],
      dropped: [],
    };
    const after = { ...before, platforms: [...(amd64 === undefined ? [] : [amd64]), arm64] };
    expect(changedPackages(before, after)).toEqual([]);
    expect(changedPackages(undefined, after).map(({ name }) => name)).toEqual(['b', 'c']);
  });

  it('say why a recipe differs', () => {
    const input = { definition: sha256('d'), packagesDiffer: true, versionDiffers: true, formatsDiffer: false };
    expect(changeReasons({ ...input, before: undefined })).toEqual(['first']);
    expect(changeReasons({ ...input, before: lockOf() })).toEqual(['packages']);
    expect(changeReasons({ ...input, before: lockOf(), definition: sha256('e'), formatsDiffer: true })).toEqual([
      'packages',
      'definition',
      'formats',
    ]);
    expect(changeReasons({ ...input, before: lockOf(), packagesDiffer: false })).toEqual(['version']);
  });
});
