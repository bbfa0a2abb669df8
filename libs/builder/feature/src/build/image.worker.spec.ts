import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { buildStream, type ImageBuilt, type LockResolved, type ManifestBuilt } from '@quench/contracts';
import { TransientFault } from '@quench/kernel';
import { Documents, Service } from '@quench/ports';
import { TOY_TIME } from '@quench/testing';
import { givenBuilder } from '../builder-world.fixture.js';
import { BuildRecipe } from './build-recipe.js';

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

describe('the image of a line', () => {
  it('is put together once for each revision', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    await publish('1.1');
    expect(await images()).toMatchObject([{ revision: 1 }, { revision: 2 }]);
    const cause = { causes: [], correlationId: 'again' };
    await builder.world.queue.enqueue([{ kind: 'image', key: 'nginx/default/prod' }], cause);
    await builder.world.settle();
    expect(await images()).toHaveLength(2);
  });

  it('comes with the manifest that it alone waited for, because of that one, without work of its own', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    const events = await builder.world.stores.builder.range(0, 100);
    const [manifest, ...others] = events.filter(({ type }) => type === 'builder.ManifestBuilt.v1');
    expect(others).toEqual([]);
    expect(events.find(({ type }) => type === 'builder.ImageBuilt.v1')?.causes).toEqual([manifest?.id]);
    expect(await builder.world.queue.list({ kinds: ['image'], limit: 10 })).toEqual([]);
  });

  describe('that a build ends meanwhile', () => {
    /** Has something happen while the next recipe is built. */
    const whileBuilt = (happens: () => Promise<unknown>): void => {
      const recipes = builder.app.get(BuildRecipe);
      const build = recipes.build.bind(recipes);
      recipes.build = async (...asked) => {
        recipes.build = build;
        const made = await build(...asked);
        await happens();
        return made;
      };
    };
    const without = (kind: string): void => {
      const { projections, reactors, workers } = builder.app.get(Service);
      const others = workers.filter((worker) => worker.kind !== kind);
      builder.world.start({ name: 'builder', projections, reactors, workers: others, resyncs: [], gauges: [] });
    };

    it('comes by none that its head does not name', async () => {
      await builder.apply({ nginx: {} });
      await publish('1.0');
      without('image');
      whileBuilt(() => publish('1.0'));
      await publish('1.1');
      expect(await count('LockResolved')).toBe(3);
      expect(await images()).toMatchObject([{ revision: 1 }]);
    });

    it('is not put together where the line has left the catalog', async () => {
      const other = { packages: ['zlib'] };
      await builder.apply({ nginx: {}, other });
      whileBuilt(() => builder.apply({ other }));
      await publish('1.0');
      expect((await images()).map(({ image }) => image)).toEqual(['other']);
    });

    it('ends work that was given up, too', async () => {
      await builder.apply({ nginx: {} });
      without('image');
      const wanted = { kind: 'image', key: 'nginx/default/prod' };
      await builder.world.queue.enqueue([wanted], { causes: ['earlier'], correlationId: 'earlier' });
      await builder.world.queue.drop(wanted.kind, wanted.key, 'a person did');
      builder.world.start(builder.app.get(Service));
      await publish('1.0');
      expect(await images()).toMatchObject([{ revision: 1 }]);
      expect(await builder.world.queue.list({ kinds: ['image'], limit: 2 })).toMatchObject([{ state: 'done' }]);
    });
  });

  it('is the first one again for an older recipe, and nothing is built again', async () => {
    await builder.apply({ nginx: {} });
    for (const version of ['1.0', '1.1', '1.0']) await publish(version);
    const [first, second, third] = await images();
    expect(third).toStrictEqual({ ...first, revision: 3 });
    expect(second?.index).not.toBe(first?.index);
    expect([await count('BuildStarted'), await count('ManifestBuilt')]).toStrictEqual([2, 2]);
  });

  it('is asked for with its manifest', async () => {
    builder.world.newestFile = () => {
      throw new TransientFault('package-unreadable', 'the disk is slow');
    };
    await builder.apply({ nginx: {} });
    await expect(publish('1.0')).rejects.toMatchObject({ code: 'package-unreadable' });
    await builder.world.settle();
    expect(await builder.world.queue.list({ kinds: ['image'], limit: 10 })).toEqual([]);
    expect(await images()).toStrictEqual([]);
    builder.world.newestFile = () => TOY_TIME;
    await builder.world.pass(120_000);
    expect(await images()).toHaveLength(1);
  });

  it('is not put together of a manifest that does not say when it was created', async () => {
    await builder.apply({ nginx: {} });
    await publish('1.0');
    const [built] = await builder.world.facts<ManifestBuilt>('ManifestBuilt');
    const manifest = await new Documents(builder.world.content).write({ annotations: {} });
    const recipe = await new Documents(builder.world.content).write({ forged: true });
    const forged = { type: 'builder.ManifestBuilt.v1', data: { ...built, recipe, manifest } };
    await builder.world.tell('builder', buildStream(recipe), forged);
    const [lock] = await builder.world.facts<LockResolved>('LockResolved');
    const recipes = [{ platform: 'linux/amd64', recipe }];
    const data = { ...lock, revision: 2, recipes };
    const told = builder.world.tell('builder', 'builder.lock/nginx/default/prod', {
      type: 'builder.LockResolved.v1',
      data,
    });
    await expect(told).rejects.toMatchObject({ name: 'IntegrityFault', code: 'document-malformed' });
    expect(await images()).toHaveLength(1);
  });

  it('is put together for every line that waits for the same recipe', async () => {
    await builder.apply({ nginx: {}, web: { packages: ['nginx'] } });
    await publish('1.0');
    const locks = await builder.world.facts<LockResolved>('LockResolved');
    expect(new Set(locks.map(({ recipes }) => recipes[0]?.recipe)).size).toBe(2);
    expect((await images()).map(({ image }) => image).sort()).toStrictEqual(['nginx', 'web']);
  });
});
