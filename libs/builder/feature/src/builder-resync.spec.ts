import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Rejection } from '@quench/kernel';
import { Service } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { openBuilder, type BuilderWorld } from './builder-world.fixture.js';
import { BuilderResync } from './builder-resync.js';
import { BuildImage } from './build/build-image.handler.js';

let world: ArchiveWorld;
let app: INestApplicationContext;
let apply: BuilderWorld['apply'];

beforeEach(async () => {
  ({ world, app, apply } = await openBuilder());
});
afterEach(() => app.close());

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

  it('runs again what was given up', async () => {
    const key = 'nginx/default/prod';
    const news = { causes: ['news'], correlationId: 'news' };
    only();
    await apply({ nginx: {} });
    for (const kind of ['lock', 'image']) await world.queue.enqueue([{ kind, key }], news);
    const claim = await world.queue.claim({ kinds: ['lock'], worker: 'test', leaseMs: 1_000 });
    if (claim !== undefined) await world.queue.fail(claim, { then: 'die', reason: 'x' }, 1);
    await world.queue.drop('image', key, 'not now');
    await app.get(CommandBus).execute(new BuildImage('nginx', 'somebody'));
    expect(await world.queue.list({ limit: 10 })).toMatchObject([
      { kind: 'lock', key, state: 'queued', priority: 10 },
      { kind: 'image', key, state: 'queued', priority: 10 },
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

  it('leaves a build that failed until it has a new cause', async () => {
    world.newestFile = () => {
      throw new Rejection('path-collision', 'two packages bring one file');
    };
    await apply({ nginx: {} });
    await publish('1.0');
    await resync();
    expect([await count('BuildFailed'), await count('BuildStarted')]).toStrictEqual([1, 1]);
  });

  it('asks for nothing where nothing is missing', async () => {
    await apply({ nginx: {} });
    await publish('1.0');
    const before = await world.queue.list({ limit: 10 });
    await resync();
    expect(await world.queue.list({ limit: 10 })).toStrictEqual(before);
  });
});
