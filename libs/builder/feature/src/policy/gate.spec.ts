import { expect, it } from '@jest/globals';
import { MAIN_LINE, type LockedPackage } from '@quench/contracts';
import { lockedDependency, type SourceUpdate } from '@quench/builder-domain';
import { lockedPins, pinsOf, together, type StoppedUpdate } from './gate.js';

const digest = `sha256:${'a'.repeat(64)}`;
const libz = (version: string): LockedPackage => ({
  ...{ name: 'libz', version, purl: `pkg:toy/libz@${version}`, sha256: digest, size: 1, architecture: 'all' },
  ...{ source: { name: 'zlib', version }, path: 'libz', from: { origin: 'Toy', suite: 'one' } },
});
const dev: LockedPackage = { ...libz('1.0'), name: 'libz-dev' };
const update: SourceUpdate = {
  ...{ name: 'zlib', from: '1.0', to: '2.0', step: 'major' },
  packages: [{ name: 'libz', platform: 'one', before: libz('1.0'), after: lockedDependency(libz('2.0')) }],
  additions: [],
};
const has = new Map([
  ['one', [libz('1.0'), dev]],
  ['two', [libz('1.0')]],
]);
const stopped: StoppedUpdate = {
  ...{ update, judgement: { kind: 'hold', rule: 'hold: major' } },
  name: { image: 'web', ...MAIN_LINE, purl: 'pkg:toy/zlib', name: 'zlib' },
  seen: { source: { ecosystem: 'toy', origin: 'Toy', suite: 'one' }, snapshot: digest, date: '2026-01-01T00:00:00Z' },
  ...{ has, keeps: has, looked: [] },
};

it('all packages of a source are pinned on a platform, those too that would not change', () => {
  const pins = [
    { name: 'libz', version: '1.0', sha256: digest },
    { name: 'libz-dev', version: '1.0', sha256: digest },
  ];
  expect(pinsOf([stopped], 'one')).toEqual(pins);
});

it('a platform that is new to a line is pinned to the versions of the others', () =>
  expect(pinsOf([stopped], 'three')).toEqual([
    { name: 'libz', version: '1.0' },
    { name: 'libz-dev', version: '1.0' },
  ]));

it('a lock keeps what could have been instead, by platform', () => {
  const told = lockedPins([stopped]).map(({ platform, name, offered, rule }) => [platform, name, offered, rule]);
  expect(told).toEqual([
    ['one', 'libz', '2.0', 'hold: major'],
    ['one', 'libz-dev', '1.0', 'hold: major'],
    ['two', 'libz', '1.0', 'hold: major'],
  ]);
});

it('a plugin that takes what is held back is not believed', () => {
  expect(() => together([], [stopped])).not.toThrow();
  expect(() => together([stopped], [stopped])).toThrow(expect.objectContaining({ code: 'pin-ignored' }));
});
