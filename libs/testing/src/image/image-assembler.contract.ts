import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlannedLayer } from '@quench/contracts';
import { digest, type Digest } from '@quench/kernel';
import type { Assembly, AssemblyProgress, AssemblyRequest, ContentStore, ImageAssembler } from '@quench/ports';
import { lockedToy, TOY_TIME, toyFile, toyRecipe, type LockedToy } from './toy-recipe.js';

export interface ImageAssemblerUnderTest {
  readonly assembler: ImageAssembler;
  readonly store: ContentStore;
  /** Makes the cache answer with `planted` wherever it would answer with `layer`. */
  plant(layer: string, planted: Digest): Promise<void>;
  dispose(): Promise<void>;
}

const toy = (name: string, text: string, age = 0): LockedToy =>
  lockedToy(name, {
    entries: [{ ...toyFile(`usr/share/${name}`, Buffer.from(text).toString('base64')), mtime: TOY_TIME - age }],
  });

const alpha = toy('alpha', 'first');
const beta = toy('beta', 'second', 60);
const gamma = toy('gamma', 'third', 90);

const layerOf = (...toys: readonly LockedToy[]): PlannedLayer => ({
  kind: toys.length > 1 ? 'shared' : 'package',
  packages: toys.map(({ locked }) => locked.purl),
});

/** What every assembler of toy packages promises. @param make one with an empty cache and an empty content store */
export function imageAssemblerContract(name: string, make: () => Promise<ImageAssemblerUnderTest>): void {
  describe(`image assembler: ${name}`, () => {
    let under: ImageAssemblerUnderTest;
    beforeEach(async () => {
      under = await make();
      for (const { bytes } of [alpha, beta, gamma]) await under.store.write(bytes);
    });
    afterEach(() => under.dispose());

    function requestOf(toys: readonly LockedToy[], options: Partial<AssemblyRequest> = {}): AssemblyRequest {
      const packages = toys.map(({ locked }) => locked);
      const own = toys.map((one) => layerOf(one));
      return {
        ...{ packages, recipe: toyRecipe(packages), cache: 'use' },
        plan: [{ kind: 'base', packages: [] }, ...own, { kind: 'top', packages: [] }],
        ...options,
      };
    }
    const assemble = (request: AssemblyRequest): Promise<Assembly> =>
      under.assembler.assemble(request, { signal: new AbortController().signal });
    const digests = ({ layers }: Assembly): readonly string[] => layers.map((layer) => layer.digest);

    it('makes the layers of the plan, in its order, into the content store', async () => {
      const plan = [
        { kind: 'base', packages: [] },
        layerOf(beta),
        layerOf(alpha, gamma),
        { kind: 'top', packages: [] },
      ] as const;
      const { layers, cost } = await assemble(requestOf([alpha, beta, gamma], { plan }));
      expect(layers.map(({ kind, packages }) => ({ kind, packages }))).toEqual(plan);
      for (const layer of layers) {
        expect(await under.store.stat(digest(layer.digest))).toMatchObject({ size: layer.sizeBytes });
        expect(layer.diffId).not.toBe(layer.digest);
      }
      expect(cost).toMatchObject({ layersBuilt: 4, layersReused: 0 });
    });

    it('dates the image by the newest file of its packages', async () => {
      expect((await assemble(requestOf([beta, gamma]))).mtime).toBe(TOY_TIME - 60);
    });

    it('gives a package the same layer in every image', async () => {
      const one = await assemble(requestOf([alpha, beta]));
      const other = await assemble(requestOf([gamma, beta]));
      expect(digests(other)[2]).toBe(digests(one)[2]);
      expect(other.cost.layersReused).toBeGreaterThanOrEqual(1);
    });

    it('makes nothing twice, and everything when the cache is bypassed, with the same result', async () => {
      const first = await assemble(requestOf([alpha, beta]));
      const second = await assemble(requestOf([alpha, beta]));
      const anew = await assemble(requestOf([alpha, beta], { cache: 'bypass' }));
      expect([second, anew].map(({ layers }) => layers)).toEqual([first.layers, first.layers]);
      expect(second.cost).toMatchObject({ layersBuilt: 0, layersReused: 4 });
      expect(anew.cost).toMatchObject({ layersBuilt: 4, layersReused: 0 });
      expect(anew.diverged).toEqual([]);
    });

    it('names a planted layer when the cache is bypassed, and puts it right', async () => {
      const right = await assemble(requestOf([alpha, beta]));
      const { digest: planted } = await under.store.write(Buffer.from('planted'));
      await under.plant(digests(right)[1] ?? '', planted);
      expect(digests(await assemble(requestOf([alpha, beta])))[1]).toBe(planted);
      const anew = await assemble(requestOf([alpha, beta], { cache: 'bypass' }));
      expect(digests(anew)).toEqual(digests(right));
      expect(anew.diverged).toEqual([{ claimed: planted, made: digests(right)[1] }]);
      expect(digests(await assemble(requestOf([alpha, beta])))).toEqual(digests(right));
    });

    it('reports each layer', async () => {
      const seen: AssemblyProgress[] = [];
      const signal = new AbortController().signal;
      await under.assembler.assemble(requestOf([alpha]), { signal, onProgress: (progress) => seen.push(progress) });
      expect(seen.map(({ done }) => done)).toEqual([1, 2, 3]);
      expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([3]));
    });

    it('refuses a recipe of another codec', async () => {
      const recipe = { ...requestOf([alpha]).recipe, versions: { filter: { toy: 1 }, codec: 99, layout: 1 } };
      await expect(assemble(requestOf([alpha], { recipe }))).rejects.toMatchObject({
        ...{ name: 'Rejection', code: 'format-not-supported' },
      });
    });

    it('refuses a plan that does not hold the packages of the recipe', async () => {
      for (const plan of [[layerOf(alpha)], [layerOf(alpha), layerOf(gamma)], [layerOf(alpha, beta), layerOf(beta)]]) {
        await expect(assemble(requestOf([alpha, beta], { plan }))).rejects.toMatchObject({
          ...{ name: 'Rejection', code: 'layout-incomplete' },
        });
      }
    });

    it('does not begin without the files of the packages', async () => {
      await expect(assemble(requestOf([alpha, toy('absent', 'never stored')]))).rejects.toMatchObject({
        ...{ name: 'IntegrityFault', code: 'content-missing' },
      });
    });

    it('stops with the reason of its signal', async () => {
      const signal = AbortSignal.abort(new Error('lease lost'));
      await expect(under.assembler.assemble(requestOf([alpha]), { signal })).rejects.toThrow('lease lost');
    });
  });
}
