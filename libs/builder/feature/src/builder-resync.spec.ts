import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { Rejection } from '@quench/kernel';
import { Service } from '@quench/ports';
import { ArchiveWorld, writtenCatalog } from '@quench/testing';
import { BuilderModule } from './builder.module.js';
import { BuilderResync } from './builder-resync.js';
import { ApplyCatalog } from './catalog/apply-catalog.handler.js';
import { BuildImage } from './build/build-image.handler.js';
import { ProductVersion } from './build/build-recipe.js';

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
