import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { Service } from '@quench/ports';
import { ArchiveWorld, writtenCatalog } from '@quench/testing';
import { ProductVersion } from '../build/build-recipe.js';
import { BuilderModule } from '../builder.module.js';
import { ApplyCatalog } from '../catalog/apply-catalog.handler.js';
import { HeadLock, Lines } from './locks.handler.js';
import { ResolvePackages } from './resolve-packages.handler.js';

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

const releases = [
  { name: 'nginx', version: '1.10.0', depends: ['setup', 'zlib'] },
  ...['zlib', 'setup', 'bubblewrap', 'busybox'].map((name) => ({ name, version: '1.0' })),
];
const report = async (): Promise<void> => {
  world.publish(releases);
  await world.report();
};
const names = (packages: readonly { readonly name: string }[] | undefined) => packages?.map(({ name }) => name);

describe('queries of the builder', () => {
  const ask = () => app.get(QueryBus);

  it('list the definitions with where their lines stand', async () => {
    await apply({ nginx: {}, redis: {} });
    expect(await ask().execute(new Lines())).toMatchObject([
      { definition: { image: 'nginx' }, head: undefined },
      { definition: { image: 'redis' }, head: undefined },
    ]);
    await report();
    expect(await ask().execute(new Lines())).toMatchObject([
      { head: { revision: 1, version: '1.10.0', packages: 2, failure: '', index: expect.stringContaining('sha256:') } },
      { head: { revision: 0, lock: '', failure: expect.stringContaining('unsatisfiable: redis') } },
    ]);
  });

  it('give the head lock of an image, or say why there is none', async () => {
    await apply({ nginx: {}, redis: {} });
    await report();
    const lock = await ask().execute(new HeadLock('nginx'));
    expect(names(lock.platforms[0]?.packages)).toStrictEqual(['nginx', 'zlib']);
    const refused = (image: string) => ask().execute(new HeadLock(image));
    await expect(refused('redis')).rejects.toMatchObject({ name: 'Rejection', code: 'not-locked-yet' });
    await expect(refused('nobody')).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
  });

  it('resolve names as the client would install them, from archives that nobody follows too', async () => {
    world.publish(releases);
    const resolve = (...wanted: readonly string[]) =>
      ask().execute(new ResolvePackages(wanted, 'debian/trixie', ['release']));
    const expected = { nginx: '1.10.0', setup: '1.0', zlib: '1.0' };
    const listed = Object.entries(expected).map(([name, version]) => ({ name, version }));
    expect(await resolve('nginx')).toStrictEqual(listed);
    await expect(resolve('redis')).rejects.toMatchObject({ code: 'unsatisfiable', chain: ['redis'] });
    expect(await world.recorded()).toStrictEqual([]);
    await apply({ nginx: {} });
    await report();
    world.archive.answer = { type: 'unreachable' };
    expect(await resolve('nginx')).toStrictEqual(listed);
  });
});
