import { describe, expect, it } from '@jest/globals';
import type { RecipePackage } from '@quench/contracts';
import fc from 'fast-check';
import { layersOf, layoutVersion, planLayers } from './plan-layers.js';

const packageOf = (name: string, size: number): RecipePackage => ({
  purl: `pkg:deb/debian/${name}@1?arch=amd64`,
  sha256: `sha256:${'0'.repeat(64)}`,
  size,
});

const packages = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9.+-]{1,8}$/), size: fc.integer({ min: 1, max: 50 }) }),
  { selector: ({ name }) => name, maxLength: 30 },
);

describe('plan of layers', () => {
  it('gives each package a layer between base and top, by name', () => {
    const plan = planLayers([packageOf('zlib1g', 10), packageOf('libc6', 99)]);
    expect(plan).toEqual([
      { kind: 'base', packages: [] },
      { kind: 'package', packages: [packageOf('libc6', 99).purl] },
      { kind: 'package', packages: [packageOf('zlib1g', 10).purl] },
      { kind: 'top', packages: [] },
    ]);
  });

  it('lets the smallest packages share a layer above the limit', () => {
    const plan = planLayers([packageOf('a', 1), packageOf('b', 3), packageOf('c', 2), packageOf('d', 9)], 2);
    expect(plan.map(({ kind, packages: own }) => [kind, own.length])).toEqual([
      ['base', 0],
      ['package', 1],
      ['package', 1],
      ['shared', 2],
      ['top', 0],
    ]);
    expect(plan[3]?.packages).toEqual([packageOf('a', 1).purl, packageOf('c', 2).purl]);
  });

  it('plans each package once, whatever the order, and never above the limit', () => {
    fc.assert(
      fc.property(packages, fc.integer({ min: 1, max: 10 }), fc.infiniteStream(fc.nat()), (drafts, limit, keys) => {
        const listed = drafts.map(({ name, size }) => packageOf(name, size));
        const shuffled = listed
          .map((entry) => ({ entry, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const plan = planLayers(listed, limit);
        expect(planLayers(shuffled, limit)).toEqual(plan);
        expect(plan.flatMap((layer) => layer.packages).sort()).toEqual(listed.map(({ purl }) => purl).sort());
        expect(plan.filter(({ kind }) => kind === 'package').length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('plan of the layers of a derived image', () => {
  const many = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => packageOf(`${prefix}${String(index)}`, 1 + index));
  const purls = (some: readonly RecipePackage[]): readonly string[] => some.map(({ purl }) => purl);
  const [first, second, own] = [many('a', 60), many('b', 20), many('c', 1_000)];

  it('begins with that of its parent, and a parent with that of its own', () => {
    const parent = layersOf({ packages: [...second, ...first], inherited: [purls(first)] });
    const child = layersOf({ packages: [...own, ...first, ...second], inherited: [purls(first), purls(second)] });
    const inside = (plan: ReturnType<typeof layersOf>) => plan.slice(1, -1);
    expect(inside(parent).slice(0, 46)).toEqual(inside(layersOf({ packages: first })));
    expect(inside(child).slice(0, 46 + 13)).toEqual(inside(parent));
    expect(layersOf({ packages: first })).toEqual(planLayers(first));
  });

  it('has no more layers than engines mount, in the longest row of images that there may be', () => {
    const row = ['a', 'b', 'c', 'd', 'e'].map((name) => many(name, 500));
    const plan = layersOf({ packages: row.flat(), inherited: row.slice(0, -1).map(purls) });
    expect(plan.length).toBeLessThan(127);
    expect(plan.flatMap(({ packages: some }) => some)).toHaveLength(2_500);
  });

  it('is of a format of its own, so that no older builder makes other layers of it', () => {
    expect([layoutVersion({}), layoutVersion({ inherited: [] })]).toEqual([1, 2]);
  });
});
