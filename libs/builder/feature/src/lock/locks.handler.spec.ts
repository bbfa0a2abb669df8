import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { lineIn } from '@quench/contracts';
import { QueryBus } from '@nestjs/cqrs';
import { givenBuilder } from '../builder-world.fixture.js';
import { HeadLock, Lines } from './locks.handler.js';
import { ResolvePackages } from './resolve-packages.handler.js';

const builder = givenBuilder();

const releases = [
  { name: 'nginx', version: '1.10.0', depends: ['setup', 'zlib'] },
  ...['zlib', 'setup', 'bubblewrap', 'busybox'].map((name) => ({ name, version: '1.0' })),
];
const report = async (): Promise<void> => {
  builder.world.publish(releases);
  await builder.world.report();
};
const names = (packages: readonly { readonly name: string }[] | undefined) => packages?.map(({ name }) => name);

describe('queries of the builder', () => {
  const ask = () => builder.app.get(QueryBus);

  it('list the definitions with where their lines stand', async () => {
    await builder.apply({ nginx: {}, redis: {} });
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
    await builder.apply({ nginx: {}, redis: {} });
    await report();
    const lock = await ask().execute(new HeadLock(lineIn({ image: 'nginx' })));
    expect(names(lock.platforms[0]?.packages)).toStrictEqual(['nginx', 'zlib']);
    const refused = (image: string) => ask().execute(new HeadLock(lineIn({ image })));
    await expect(refused('redis')).rejects.toMatchObject({ name: 'Rejection', code: 'not-locked-yet' });
    await expect(refused('nobody')).rejects.toMatchObject({ name: 'Rejection', code: 'image-unknown' });
  });

  it('resolve names as the client would install them, from archives that nobody follows too', async () => {
    builder.world.publish(releases);
    const resolve = (...wanted: readonly string[]) =>
      ask().execute(new ResolvePackages(wanted, 'debian/trixie', ['release']));
    const expected = { nginx: '1.10.0', setup: '1.0', zlib: '1.0' };
    const listed = Object.entries(expected).map(([name, version]) => ({ name, version }));
    expect(await resolve('nginx')).toStrictEqual(listed);
    await expect(resolve('redis')).rejects.toMatchObject({ code: 'unsatisfiable', chain: ['redis'] });
    expect(await builder.world.recorded()).toStrictEqual([]);
    await builder.apply({ nginx: {} });
    await report();
    builder.world.archive.answer = { type: 'unreachable' };
    expect(await resolve('nginx')).toStrictEqual(listed);
  });
});
