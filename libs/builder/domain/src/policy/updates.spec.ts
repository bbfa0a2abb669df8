import { describe, expect, it } from '@jest/globals';
import type { LockedPackage } from '@quench/contracts';
import type { Dependency, Step } from '@quench/plugin-sdk';
import { lockedPackage } from '../lock/dependency.js';
import { updatesOf } from './updates.js';

const dependency = (name: string, version: string, source = name): Dependency => ({
  purl: `pkg:toy/${name}@${version}`,
  ...{ name, version, architecture: 'all', source: { name: source, version } },
  ...{ sha256: `sha256:${'a'.repeat(64)}`, size: 1, path: name, from: { origin: 'Toy', suite: 'one' } },
  requiredBy: undefined,
});
const has = (...all: readonly Dependency[]): readonly LockedPackage[] => all.map(lockedPackage);
const classify = (from: string, to: string): Step =>
  Number(to) < Number(from) ? 'backwards' : Math.floor(Number(from)) === Math.floor(Number(to)) ? 'minor' : 'major';
const told = (before: readonly LockedPackage[], could: readonly Dependency[]) =>
  updatesOf([{ platform: 'linux/amd64', has: before, could }], { classify }).map(
    ({ name, from, to, step, packages }) => [name, from, to, step, packages.map((one) => one.name).join()],
  );

it('what changes is told by its source, with the largest of its steps', () => {
  const before = has(dependency('libz', '1.1', 'z'), dependency('ztool', '5', 'z'), dependency('web', '1.0'));
  const after = [dependency('libz', '2.0', 'z'), dependency('ztool', '5.1', 'z'), dependency('web', '1.1')];
  expect(told(before, after)).toEqual([
    ['web', '1.0', '1.1', 'minor', 'web'],
    ['z', '1.1', '2.0', 'major', 'libz,ztool'],
  ]);
});

it('the package that is called like its source gives the versions', () => {
  const before = has(dependency('a', '1', 'web'), dependency('web', '2.0'));
  expect(told(before, [dependency('a', '3', 'web'), dependency('web', '2.1')])).toEqual([
    ['web', '2.0', '2.1', 'major', 'a,web'],
  ]);
});

it('what comes in, goes or stays is no update', () => {
  const before = has(dependency('old', '1'), dependency('web', '1'));
  expect(told(before, [dependency('new', '1'), dependency('web', '1')])).toEqual([]);
});

it('an update is one for all platforms, called as the first that has it', () => {
  const platform = (name: string, version: string) => ({
    ...{ platform: name, has: has(dependency('web', '1.0')), could: [dependency('web', version)] },
  });
  const both = updatesOf([platform('linux/amd64', '2.0'), platform('linux/arm64', '2.1')], { classify });
  expect(both).toMatchObject([
    { name: 'web', to: '2.0', packages: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }] },
  ]);
  expect(updatesOf([platform('linux/amd64', '1.0'), platform('linux/arm64', '2.1')], { classify })).toMatchObject([
    { name: 'web', to: '2.1', packages: [{ platform: 'linux/arm64' }] },
  ]);
});

it('other bytes under the same version are a step of unknown size', () => {
  const rebuilt: Dependency = { ...dependency('web', '1.0'), sha256: `sha256:${'b'.repeat(64)}` };
  expect(told(has(dependency('web', '1.0')), [rebuilt])).toEqual([['web', '1.0', '1.0', 'unknown', 'web']]);
});

describe('what comes under a new name from a newer source', () => {
  const before = has(dependency('libssl3', '3', 'openssl'), dependency('web', '1.0'));
  const ssl4 = { ...dependency('libssl4', '4', 'openssl'), requiredBy: 'web' };
  const rebuilt: Dependency = { ...dependency('web', '1.0'), sha256: `sha256:${'b'.repeat(64)}` };
  const names = (...could: readonly Dependency[]) => told(before, could).map(([name, , to, step]) => [name, to, step]);

  it('is an update of that, in place of what the line has or beside it', () => {
    expect(names(ssl4, rebuilt)).toContainEqual(['openssl', '4', 'major']);
    expect(names(ssl4, rebuilt, dependency('libssl3', '3', 'openssl'))).toContainEqual(['openssl', '4', 'major']);
  });

  it('comes along with what keeps its name', () => {
    const along = told(before, [ssl4, rebuilt, dependency('libssl3', '4', 'openssl')]);
    expect(along).toContainEqual(['openssl', '3', '4', 'major', 'libssl3']);
  });

  it('is none where the source is no newer, or the definition asks for it', () => {
    expect(names({ ...dependency('libcrypto3', '3', 'openssl'), requiredBy: 'web' }, rebuilt)).toHaveLength(1);
    expect(names({ ...ssl4, requiredBy: undefined }, dependency('web', '1.0'))).toEqual([]);
  });
});

describe('what comes in by an update', () => {
  const before = has(dependency('web', '1'), dependency('libz', '1', 'z'));
  const newer = (one: Dependency): Dependency => ({ ...one, sha256: `sha256:${'b'.repeat(64)}` });
  const by = (requiredBy: string, one: Dependency): Dependency => ({ ...one, requiredBy });
  const additions = (...could: readonly Dependency[]) =>
    updatesOf([{ platform: 'linux/amd64', has: before, could }], { classify }).map((one) => [
      one.name,
      one.additions.map(({ name }) => name),
    ]);

  it('is that of the package which brought it, of whatever source, be it by way of others', () => {
    const [web, libz] = [newer(dependency('web', '2')), newer(dependency('libz', '2', 'z'))];
    const tools = [by('web', dependency('tool', '7')), by('tool', dependency('deep', '7'))];
    expect(additions(web, libz, ...tools, by('libz', dependency('zt', '2', 'z')))).toEqual([
      ['web', ['tool', 'deep']],
      ['z', ['zt']],
    ]);
  });

  it('is none where the definition asks for it, what needs it did not change, or it comes in place of another', () => {
    const [web, libz] = [newer(dependency('web', '2')), dependency('libz', '1', 'z')];
    expect(additions(web, libz, dependency('asked', '1'), by('libz', dependency('tool', '7')))).toEqual([['web', []]]);
    expect(additions(web, by('web', dependency('libz2', '2', 'z')))).toEqual([
      ['web', []],
      ['z', []],
    ]);
  });
});
