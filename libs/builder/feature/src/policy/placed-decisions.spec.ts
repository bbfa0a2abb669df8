import { describe, expect, it } from '@jest/globals';
import { ARM, givenPlaced, NODE, X64 } from './placed-world.fixture.js';

const { builder, publish, lock, versions, held, waiting, decide } = givenPlaced();
const X64_ENCODED = 'pkg:npm/node%2Dlinux%2Dx64';
const ARM_ENCODED = 'pkg:npm/node%2Dlinux%2Darm64';
const HOLD = { hold: ['minor'], pass: ['zlib'] };
const latest = async (): Promise<string | undefined> => (await versions()).at(-1);
const rows = async (): Promise<readonly string[]> =>
  (await waiting()).map(({ name, phase, update }) => `${name} ${phase} ${update.to}`);

describe('what a person rejected', () => {
  const [amd64, arm64] = ['linux/amd64', 'linux/arm64'];
  const path = '/usr/local/bin/node';
  const one = { platforms: [amd64], place: { [path]: { ...NODE, package: { [amd64]: X64 } } } };
  const both = { platforms: [arm64, amd64], place: { [path]: { ...NODE, package: { [arm64]: ARM, [amd64]: X64 } } } };
  const place = { [path]: NODE };
  it.each([
    ['a platform comes before the others', one, both],
    ['the first platform goes', both, one],
    [
      'a second range of the package is added',
      { place },
      { place: { ...place, '/next': { ...NODE, version: '3', name: 'next' } } },
    ],
    [
      'a place of the same release comes before it',
      { place },
      { place: { '/also': { ...NODE, name: 'also' }, ...place } },
    ],
    [
      'a place of the same release comes before it that spells the purl otherwise',
      { place },
      {
        place: {
          '/also': { ...NODE, package: { [amd64]: X64_ENCODED, [arm64]: ARM_ENCODED }, name: 'also' },
          ...place,
        },
      },
    ],
    [
      'a place of the same release comes before it that spells the purl of one platform otherwise',
      { place },
      { place: { '/also': { ...NODE, package: { [amd64]: X64_ENCODED, [arm64]: ARM }, name: 'also' }, ...place } },
    ],
    ['the place moves', { place }, { place: { '/node': NODE } }],
    ['the range changes', { place }, { place: { [path]: { ...NODE, version: '2.2' } } }],
  ])('stays out when %s, with and without rules', async (_, before, after) => {
    publish('2.1.0');
    publish('3.1.0');
    await lock(HOLD, before);
    publish('2.2.0');
    await lock(HOLD, before, '1.1');
    await decide('Reject', 'node');
    await lock(HOLD, after, '1.2');
    await lock({}, after, '1.3');
    const locked = await builder.world.facts<{ changes: readonly { to?: string }[] }>('LockResolved');
    expect(locked.flatMap(({ changes }) => changes).map(({ to }) => to)).not.toContain('2.2.0');
    const failed = await builder.world.facts<{ code: string }>('ResolutionFailed');
    expect(failed.map(({ code }) => code)).not.toContain('platforms-differ');
    expect(await rows()).toEqual(['node rejected 2.2.0']);
  });

  it('hides nothing that is older, and stays out when that is released or rejected', async () => {
    publish('2.1.0');
    await lock(HOLD);
    publish('2.4.0');
    await lock(HOLD, {}, '1.1');
    await decide('Reject', 'node');
    for (const version of ['2.2.0', '2.4.0']) publish(version);
    await lock(HOLD, {}, '1.2');
    expect((await held()).map(({ to }) => to)).toEqual(['2.4.0', '2.2.0']);
    await decide('Release', 'node');
    expect(await latest()).toBe('2.2.0');
    for (const version of ['2.3.0', '2.4.0']) publish(version);
    await lock(HOLD, {}, '1.3');
    await decide('Reject', 'node');
    await lock({}, {}, '1.4');
    expect(await latest()).toBe('2.2.0');
    expect(await rows()).toEqual(['node rejected 2.3.0']);
  });
});

it.each(['Release', 'Reject'] as const)(
  'what was decided about a package says nothing of another one: %s',
  async (type) => {
    const { registry } = builder.world;
    const foo = (purl: string) => ({ place: { '/foo': { package: purl, version: '2', from: 'foo', name: 'foo' } } });
    for (const name of ['foo', '@org/foo']) registry.publish(name, '2.1.0');
    await lock(HOLD, foo('pkg:npm/foo'));
    registry.publish('foo', '2.2.0');
    await lock(HOLD, foo('pkg:npm/foo'), '1.1');
    registry.files = 'missing';
    await decide(type, 'foo');
    registry.files = 'well';
    await lock(HOLD, foo('pkg:npm/@org/foo'), '1.2');
    expect(await latest()).toBe('2.1.0');
    registry.publish('@org/foo', '2.2.0');
    await lock(HOLD, foo('pkg:npm/@org/foo'), '1.3');
    expect(await latest()).toBe('2.1.0');
    expect(await rows()).toEqual(['foo held 2.2.0']);
    await lock({}, foo('pkg:npm/@org/foo'), '1.4');
    expect(await latest()).toBe('2.2.0');
  },
);

it('what waits of packages is recorded although nobody reads what a place may have', async () => {
  const hold = { hold: [{ package: 'zlib' }] };
  publish('2.1.0');
  await lock(hold);
  builder.world.registry.ranges = false;
  builder.world.publish([{ name: 'zlib', version: '1.1' }]);
  await builder.world.report(undefined, ['linux/amd64', 'linux/arm64']);
  expect(await builder.world.facts('ResolutionFailed')).not.toEqual([]);
  expect(await rows()).toEqual(['zlib held 1.1']);
});
