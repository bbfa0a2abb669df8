import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import type { ImageBuilt, LockResolved } from '@quench/contracts';
import { Service } from '@quench/ports';
import { ArchiveWorld, TOY_TIME, writtenCatalog } from '@quench/testing';
import { BuilderModule } from '../builder.module.js';
import { BuilderResync } from '../builder-resync.js';
import { ApplyCatalog } from '../catalog/apply-catalog.handler.js';
import { BuildImage } from './build-image.handler.js';
import { ProductVersion } from './build-recipe.js';
import { RebuildImage } from './rebuild-image.handler.js';

const actor = { kind: 'person', id: 'somebody', authenticatedBy: 'local-user' } as const;

let world: ArchiveWorld;
let app: INestApplicationContext;

beforeEach(async () => {
  world = new ArchiveWorld('builder');
  const version = { provide: ProductVersion, useValue: { text: '1.2.3' } };
  app = await Test.createTestingModule({ imports: [world.ports(version), BuilderModule] }).compile();
  await app.init();
  world.start(app.get(Service));
});
afterEach(() => app.close());

const apply = async (images: Readonly<Record<string, object>>): Promise<void> => {
  const options = { idempotencyKey: randomUUID(), actor, retire: [] };
  const outcome = await app.get(CommandBus).execute(new ApplyCatalog(writtenCatalog(images), options));
  expect(outcome.problems).toStrictEqual([]);
  await world.settle();
};

const images = (): Promise<readonly ImageBuilt[]> => world.facts('ImageBuilt');
const publish = async (version: string): Promise<void> => {
  world.publish([
    { name: 'nginx', version: '1.10.0', depends: ['zlib'] },
    { name: 'zlib', version },
  ]);
  await world.report();
};
const count = async (name: string): Promise<number> =>
  (await world.recorded()).filter((recorded) => recorded === name).length;
/** Starts the service with what is left of it. */
const only = (...kinds: readonly string[]): void => {
  const { projections, workers } = app.get(Service);
  const left = workers.filter(({ kind }) => kinds.includes(kind));
  world.start({ name: 'builder', projections, workers: left, reactors: [], resyncs: [] });
};

describe('the image of a line', () => {
  it('is put together once for each revision', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    await publish('1.1');
    expect(await images()).toMatchObject([{ revision: 1 }, { revision: 2 }]);
    const cause = { causes: [], correlationId: 'again' };
    await world.queue.enqueue([{ kind: 'image', key: 'nginx/default/prod' }], cause);
    await world.settle();
    expect(await images()).toHaveLength(2);
  });

  it('is the first one again for an older recipe, and nothing is built again', async () => {
    await apply({ nginx: {} });
    for (const version of ['1.0', '1.1', '1.0']) await publish(version);
    const [first, second, third] = await images();
    expect(third).toStrictEqual({ ...first, revision: 3 });
    expect(second?.index).not.toBe(first?.index);
    expect([await count('BuildStarted'), await count('ManifestBuilt')]).toStrictEqual([2, 2]);
  });

  it('waits for its manifest', async () => {
    const { projections, reactors, workers } = app.get(Service);
    const slow = workers.filter(({ kind }) => kind !== 'build');
    world.start({ name: 'builder', projections, reactors, workers: slow, resyncs: [] });
    await apply({ nginx: {} });
    await publish('1.0');
    expect(await images()).toStrictEqual([]);
    world.start(app.get(Service));
    await world.settle();
    expect(await images()).toHaveLength(1);
  });

  it('is put together for every line that waits for the same recipe', async () => {
    await apply({ nginx: {}, web: { packages: ['nginx'] } });
    await publish('1.0');
    const locks = await world.facts<LockResolved>('LockResolved');
    expect(new Set(locks.map(({ recipes }) => recipes[0]?.recipe)).size).toBe(2);
    expect((await images()).map(({ image }) => image).sort()).toStrictEqual(['nginx', 'web']);
  });
});

describe('a rebuild', () => {
  const rebuild = (image: string, idempotencyKey: string = randomUUID()) =>
    app
      .get(CommandBus)
      .execute(new RebuildImage(image, { idempotencyKey, actor, signal: new AbortController().signal }));

  it('from the inputs alone gives the same manifest, and that is no news', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const before = await world.recorded();
    const [platform] = (await images())[0]?.platforms ?? [];
    expect(await rebuild('nginx')).toMatchObject([
      { equal: true, published: platform?.manifest, rebuilt: platform?.manifest, planted: [] },
    ]);
    expect(await world.recorded()).toStrictEqual(before);
  });

  it('that differs is told once, and the first manifest stays', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    world.newestFile = () => TOY_TIME + 1;
    const [rebuilt] = await rebuild('nginx');
    await rebuild('nginx');
    expect(rebuilt).toMatchObject({ equal: false });
    expect(await world.facts('BuildDiverged')).toMatchObject([{ first: rebuilt?.published, second: rebuilt?.rebuilt }]);
  });

  it('names the layers of which the cache held other bytes', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const [manifest] = await world.facts<{ layers: { digest: string }[] }>('ManifestBuilt');
    const { digest } = await world.content.write(Buffer.from('planted'));
    await world.assembler.plant(manifest?.layers[1]?.digest ?? '', digest);
    expect(await rebuild('nginx')).toMatchObject([{ equal: true, planted: [digest] }]);
    expect(await count('BuildDiverged')).toBe(1);
  });

  it('of what was never built is refused', async () => {
    only('lock', 'spread');
    await apply({ nginx: {} });
    await expect(rebuild('nginx')).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
    await publish('1.0');
    await app.get(BuilderResync).run();
    await world.settle();
    await expect(rebuild('nginx')).rejects.toMatchObject({ name: 'Rejection', code: 'not-built-yet' });
  });
});

describe('asking for an image', () => {
  it('brings it up to date ahead of everything else', async () => {
    only();
    await apply({ nginx: {}, web: { packages: ['nginx'] } });
    await app.get(BuilderResync).run();
    await app.get(CommandBus).execute(new BuildImage('web', 'somebody'));
    const [first, second] = await world.queue.list({ limit: 10 });
    expect([first, second]).toMatchObject([
      { kind: 'lock', key: 'web/default/prod', priority: 10 },
      { kind: 'image', key: 'web/default/prod', priority: 10 },
    ]);
  });

  it('that is in no definition is refused', async () => {
    const asked = app.get(CommandBus).execute(new BuildImage('nobody', 'somebody'));
    await expect(asked).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
  });
});

describe('resync of the builder', () => {
  const resync = async (): Promise<void> => {
    await app.get(BuilderResync).run();
    await world.settle();
  };

  it('brings an image up to date whose messages were lost, step by step', async () => {
    only('lock', 'build', 'gather', 'image');
    await apply({ nginx: {} });
    await publish('1.0');
    expect(await count('LockResolved')).toBe(0);
    await resync();
    expect([await count('LockResolved'), await count('ImageBuilt')]).toStrictEqual([1, 0]);
    await resync();
    await resync();
    expect(await count('ImageBuilt')).toBe(1);
  });

  it('asks for nothing where nothing is missing', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const before = await world.queue.list({ limit: 10 });
    await resync();
    expect(await world.queue.list({ limit: 10 })).toStrictEqual(before);
  });
});
