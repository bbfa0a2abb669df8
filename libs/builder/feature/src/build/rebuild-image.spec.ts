import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { ImageBuilt } from '@quench/contracts';
import { Service } from '@quench/ports';
import { ArchiveWorld, TOY_TIME } from '@quench/testing';
import { openBuilder, somebody, type BuilderWorld } from '../builder-world.fixture.js';
import { BuilderResync } from '../builder-resync.js';
import { RebuildImage } from './rebuild-image.handler.js';

let world: ArchiveWorld;
let app: INestApplicationContext;
let apply: BuilderWorld['apply'];

beforeEach(async () => {
  ({ world, app, apply } = await openBuilder());
});
afterEach(() => app.close());

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
      .execute(new RebuildImage(image, { idempotencyKey, actor: somebody, signal: new AbortController().signal }));

  it('from the held inputs alone gives the same manifest, and that is no news', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const before = await world.recorded();
    world.archive.answer = { type: 'unreachable' };
    const [image] = await images();
    const manifest = image?.platforms[0]?.manifest;
    expect(await rebuild('nginx')).toMatchObject({
      ...{ image: 'nginx', equal: true, published: image?.index, rebuilt: image?.index },
      platforms: [{ equal: true, published: manifest, rebuilt: manifest, planted: [] }],
    });
    expect(await world.recorded()).toStrictEqual(before);
  });

  it('that differs is told once, and the first manifest stays', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    world.newestFile = () => TOY_TIME + 1;
    const answer = await rebuild('nginx');
    await rebuild('nginx');
    const [rebuilt] = answer.platforms;
    expect(answer).toMatchObject({
      equal: false,
      published: (await images())[0]?.index,
      platforms: [{ equal: false }],
    });
    expect(answer.rebuilt).not.toBe(answer.published);
    expect(await world.facts('BuildDiverged')).toMatchObject([{ first: rebuilt?.published, second: rebuilt?.rebuilt }]);
  });

  it('names the layers of which the cache held other bytes', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const [manifest] = await world.facts<{ layers: { digest: string }[] }>('ManifestBuilt');
    const { digest } = await world.content.write(Buffer.from('planted'));
    await world.assembler.plant(manifest?.layers[1]?.digest ?? '', digest);
    expect(await rebuild('nginx')).toMatchObject({ equal: true, platforms: [{ equal: true, planted: [digest] }] });
    expect(await count('BuildDiverged')).toBe(1);
  });

  it('believes nothing that was derived before, such as an index that names no package', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    for (const name of world.host.derived.keys()) world.host.derived.set(name, Buffer.from('[]'));
    expect(await rebuild('nginx')).toMatchObject({ equal: true, platforms: [{ equal: true, planted: [] }] });
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
