import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import type { ImageBuilt } from '@quench/contracts';
import { Service } from '@quench/ports';
import { ArchiveWorld, TOY_TIME, writtenCatalog } from '@quench/testing';
import { BuilderModule } from '../builder.module.js';
import { BuilderResync } from '../builder-resync.js';
import { ApplyCatalog } from '../catalog/apply-catalog.handler.js';
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

describe('a rebuild', () => {
  const rebuild = (image: string, idempotencyKey: string = randomUUID()) =>
    app
      .get(CommandBus)
      .execute(new RebuildImage(image, { idempotencyKey, actor, signal: new AbortController().signal }));

  it('from the held inputs alone gives the same manifest, and that is no news', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const before = await world.recorded();
    world.archive.answer = { type: 'unreachable' };
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

  it('believes nothing that was derived before, such as an index that names no package', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    for (const name of world.host.derived.keys()) world.host.derived.set(name, Buffer.from('[]'));
    expect(await rebuild('nginx')).toMatchObject([{ equal: true, planted: [] }]);
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
