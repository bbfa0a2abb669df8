import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { lineIn } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { Service } from '@quench/ports';
import { givenBuilder } from './builder-world.fixture.js';
import { BuilderResync } from './builder-resync.js';
import { BuildImage } from './build/build-image.handler.js';

const builder = givenBuilder();

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

describe('asking for an image', () => {
  it('brings it up to date ahead of everything else', async () => {
    only();
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] } });
    await builder.app.get(BuilderResync).run();
    await builder.app.get(CommandBus).execute(new BuildImage(lineIn({ image: 'web' }), 'somebody'));
    const [first, second] = await builder.world.queue.list({ limit: 10 });
    expect([first, second]).toMatchObject([
      { kind: 'lock', key: 'web/default/prod', priority: 10 },
      { kind: 'image', key: 'web/default/prod', priority: 10 },
    ]);
  });

  it('runs again what was given up', async () => {
    const key = 'nginx/default/prod';
    const news = { causes: ['news'], correlationId: 'news' };
    only();
    await builder.apply({ nginx: {} });
    for (const kind of ['lock', 'image']) await builder.world.queue.enqueue([{ kind, key }], news);
    const claim = await builder.world.queue.claim({ kind: 'lock', worker: 'test', leaseMs: 1_000 });
    if (claim !== undefined) await builder.world.queue.fail(claim, { then: 'die', reason: 'x' }, 1);
    await builder.world.queue.drop('image', key, 'not now');
    await builder.app.get(CommandBus).execute(new BuildImage(lineIn({ image: 'nginx' }), 'somebody'));
    expect(await builder.world.queue.list({ limit: 10 })).toMatchObject([
      { kind: 'lock', key, state: 'queued', priority: 10 },
      { kind: 'image', key, state: 'queued', priority: 10 },
    ]);
  });

  it('that is in no definition is refused', async () => {
    const asked = builder.app.get(CommandBus).execute(new BuildImage(lineIn({ image: 'nobody' }), 'somebody'));
    await expect(asked).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
  });
});

describe('resync of the builder', () => {
  const resync = async (): Promise<void> => {
    await builder.app.get(BuilderResync).run();
    await builder.world.settle();
  };

  it('brings an image up to date whose messages were lost, step by step', async () => {
    only('lock', 'build', 'image');
    await builder.apply({ nginx: {} });
    await publish('1.0');
    expect(await count('LockResolved')).toBe(0);
    await resync();
    expect([await count('LockResolved'), await count('ImageBuilt')]).toStrictEqual([1, 0]);
    await resync();
    await resync();
    expect(await count('ImageBuilt')).toBe(1);
  });

  it('leaves a build that failed until it has a new cause', async () => {
    builder.world.newestFile = () => {
      throw new Rejection('path-collision', 'two packages bring one file');
    };
    await builder.apply({ nginx: {} });
    await publish('1.0');
    await resync();
    expect([await count('BuildFailed'), await count('BuildStarted')]).toStrictEqual([1, 1]);
  });

  it('asks for nothing where nothing is missing', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    await builder.world.pass(1_000);
    const before = await builder.world.queue.list({ limit: 10 });
    await resync();
    expect(await builder.world.queue.list({ limit: 10 })).toStrictEqual(before);
  });
});
