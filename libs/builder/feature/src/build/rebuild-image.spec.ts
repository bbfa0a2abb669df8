import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { lineIn, type ImageBuilt } from '@quench/contracts';
import { Service } from '@quench/ports';
import { TOY_TIME, toyDistribution } from '@quench/testing';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { BuilderResync } from '../builder-resync.js';
import { RebuildImage } from './rebuild-image.handler.js';

const builder = givenBuilder();

const images = (): Promise<readonly ImageBuilt[]> => builder.world.facts('ImageBuilt');
const publish = async (version: string): Promise<void> => {
  builder.world.publish([
    { name: 'nginx', version: '1.10.0', depends: ['zlib'] },
    { name: 'zlib', version },
  ]);
  await builder.world.report();
};
const count = async (name: string): Promise<number> =>
  (await builder.world.recorded()).filter((recorded) => recorded === name).length;
/** Starts the service with what is left of it. */
const only = (...kinds: readonly string[]): void => {
  const { projections, workers } = builder.app.get(Service);
  const left = workers.filter(({ kind }) => kinds.includes(kind));
  builder.world.start({ name: 'builder', projections, workers: left, reactors: [], resyncs: [], gauges: [] });
};

describe('a rebuild', () => {
  const rebuild = (image: string, idempotencyKey: string = randomUUID()) =>
    builder.app
      .get(CommandBus)
      .execute(
        new RebuildImage(lineIn({ image }), { idempotencyKey, actor: somebody, signal: new AbortController().signal }),
      );

  it('from the held inputs alone gives the same manifest, and that is no news', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    const before = await builder.world.recorded();
    builder.world.archive.answer = { type: 'unreachable' };
    const [image] = await images();
    const manifest = image?.platforms[0]?.manifest;
    expect(await rebuild('nginx')).toMatchObject({
      ...{ image: 'nginx', equal: true, published: image?.index, rebuilt: image?.index },
      platforms: [{ equal: true, published: manifest, rebuilt: manifest, planted: [] }],
    });
    expect(await builder.world.recorded()).toStrictEqual(before);
  });

  it('that differs is told once, and the first manifest stays', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    builder.world.newestFile = () => TOY_TIME + 1;
    const answer = await rebuild('nginx');
    await rebuild('nginx');
    const [rebuilt] = answer.platforms;
    expect(answer).toMatchObject({
      equal: false,
      published: (await images())[0]?.index,
      platforms: [{ equal: false }],
    });
    expect(answer.rebuilt).not.toBe(answer.published);
    expect(await builder.world.facts('BuildDiverged')).toMatchObject([
      { first: rebuilt?.published, second: rebuilt?.rebuilt },
    ]);
  });

  it('names the layers of which the cache held other bytes', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    const [manifest] = await builder.world.facts<{ layers: { digest: string }[] }>('ManifestBuilt');
    const { digest } = await builder.world.content.write(Buffer.from('planted'));
    await builder.world.assembler.plant(manifest?.layers[1]?.digest ?? '', digest);
    expect(await rebuild('nginx')).toMatchObject({ equal: true, platforms: [{ equal: true, planted: [digest] }] });
    expect(await count('BuildDiverged')).toBe(1);
  });

  it('believes nothing that was derived before, such as an index that names no package', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    for (const name of builder.world.host.derived.keys()) builder.world.host.derived.set(name, Buffer.from('[]'));
    expect(await rebuild('nginx')).toMatchObject({ equal: true, platforms: [{ equal: true, planted: [] }] });
  });

  it('asks anew who vouches for each package, by what derived nothing before', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    const asked = jest.spyOn(toyDistribution.artifacts, 'verify');
    try {
      await rebuild('nginx');
      expect(asked.mock.calls.map(([{ name }]) => name).sort()).toEqual(['nginx', 'zlib']);
      expect(asked.mock.calls.every(([, , host]) => host !== builder.world.host)).toBe(true);
    } finally {
      asked.mockRestore();
    }
  });

  it('of what was never built is refused', async () => {
    only('lock', 'spread');
    await builder.apply({ nginx: {} });
    await expect(rebuild('nginx')).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
    await publish('1.0');
    await builder.app.get(BuilderResync).run();
    await builder.world.settle();
    await expect(rebuild('nginx')).rejects.toMatchObject({ name: 'Rejection', code: 'not-built-yet' });
  });
});
