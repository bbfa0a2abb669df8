import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MiniPackage } from '@quench/testing';
import { FactoryWorld, helloDefinition } from './factory-world.js';

/** Longer than all that one story does. */
const HANG_MS = 400_000;

const packaged = (architecture: string, name: string, version: string): MiniPackage => ({
  ...{ name, version, architecture, files: { [`usr/share/${name}/text`]: `${name} of ${version}\n` } },
  ...(name === 'page' && { fields: { Depends: 'words' } }),
});
/** What each architecture has of both packages. */
const has = (page: { readonly amd64: string; readonly arm64: string }, words: string): readonly MiniPackage[] =>
  (['amd64', 'arm64'] as const).flatMap((one) => [packaged(one, 'page', page[one]), packaged(one, 'words', words)]);
const OLD = { amd64: '1.0-1', arm64: '1.0-1' };

let world: FactoryWorld;

const publish = (put: readonly MiniPackage[]): Promise<void> =>
  world.archive.publish('trixie', { arm64: 'served', put });
const lockOf = async (): Promise<string> => {
  const { packages } = await world.quench.ask<{
    readonly packages: readonly { readonly name: string; readonly version: string }[];
  }>('image', 'lock', 'site');
  return packages.map(({ name, version }) => `${name} ${version}`).join(', ');
};

beforeAll(async () => {
  world = await FactoryWorld.start([]);
  await publish(has(OLD, '1.0-1'));
  const platforms = ['linux/amd64', 'linux/arm64'];
  await world.write('site.yaml', helloDefinition('site', { packages: ['page'], run: undefined, platforms }));
  expect((await world.upOnce()).code).toBe(0);
}, HANG_MS);
afterAll(() => world.close());

it(
  'a release that one architecture has not yet waits for it, and the rest is built and published',
  async () => {
    await publish(has({ ...OLD, amd64: '1.1-1' }, '1.1-1'));
    expect((await world.build('site')).code).toBe(0);
    expect(await lockOf()).toBe('page 1.0-1, words 1.1-1');
    expect(await world.channel('site:latest')).toMatchObject({ revision: 2 });
    const rule = 'missing release: page 1.1-1 for linux/arm64';
    expect(await world.quench.json('hold', 'list')).toMatchObject([
      { name: 'page', phase: 'delayed', to: '1.1-1', rule },
    ]);
    expect(await world.quench.json('whynot', 'page@1.1-1', 'site')).toMatchObject([
      { stage: 'delayed', answer: expect.stringContaining(rule) },
    ]);
    expect(await world.quench.json('rebuild', 'site')).toMatchObject({ equal: true });
  },
  HANG_MS,
);

it(
  'it comes when all have it',
  async () => {
    await publish(has({ amd64: '1.1-1', arm64: '1.1-1' }, '1.1-1'));
    expect((await world.build('site')).code).toBe(0);
    expect(await lockOf()).toBe('page 1.1-1, words 1.1-1');
    expect(await world.quench.json('hold', 'list')).toEqual([]);
  },
  HANG_MS,
);
