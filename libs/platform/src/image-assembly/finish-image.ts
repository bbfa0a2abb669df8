import { isLockedPackage, type LockedPackage, type RecipeImage } from '@quench/contracts';
import { digest, ecosystemOf } from '@quench/kernel';
import type { Dependency, FinishInput, ImageEntry } from '@quench/plugin-sdk';
import type { AssemblyRequest, ContentStore, Ecosystems } from '@quench/ports';
import { definitionEntries } from './definition-entries.js';
import type { PackageFacts } from './layer-job.js';
import { mergeImage, type MergedImage } from './merge-image.js';

/**
 * What the image has beside its packages' own files.
 * @param layers facts by layer, in the order in which layers are applied
 * @throws Rejection `path-collision`; IntegrityFault `content-missing`; the plugins' errors
 */
export async function finishImage(
  { recipe, packages }: Pick<AssemblyRequest, 'recipe' | 'packages'>,
  layers: readonly (readonly PackageFacts[])[],
  mtime: number,
  { store, ecosystems }: { readonly store: ContentStore; readonly ecosystems: Ecosystems },
): Promise<MergedImage> {
  const facts = new Map(layers.flat().map((fact) => [fact.purl, fact]));
  const installed = packages.filter(isLockedPackage);
  const names = [...new Set(installed.map(({ purl }) => ecosystemOf(purl)))].sort();
  const trust = await trustOf(recipe.image, store);
  const finish = names.flatMap((name) => {
    const own = installed.filter(({ purl }) => ecosystemOf(purl) === name).sort(byName);
    return finishOf(ecosystems, name, { own, facts, trust, image: recipe.image, mtime });
  });
  return mergeImage({ layers, finish, definition: await definitionEntries(recipe.image, mtime, store), mtime });
}

interface FinishContext {
  readonly own: readonly LockedPackage[];
  readonly facts: ReadonlyMap<string, PackageFacts>;
  readonly trust: FinishInput['trust'];
  readonly image: RecipeImage;
  readonly mtime: number;
}

const finishOf = (
  ecosystems: Ecosystems,
  name: string,
  { own, facts, trust, image, mtime }: FinishContext,
): readonly ImageEntry[] =>
  ecosystems.get(name).plugin.install.finish({
    packages: own.map(dependency),
    contributions: own.flatMap(({ purl }) => facts.get(purl)?.contributions ?? []),
    ...(trust !== undefined && { trust }),
    accounts: image.accounts,
    mtime,
  });

/** Certificates of the definition, called by their paths. */
const trustOf = async ({ trust }: RecipeImage, store: ContentStore): Promise<FinishInput['trust']> =>
  trust &&
  Promise.all(
    trust.map(async ({ path, sha256, size }) => ({
      name: path,
      content: await store.read(digest(sha256), { maxBytes: size }),
    })),
  );

/** A package as its plugin knows it. */
export const dependency = ({ purl, sha256, requiredBy, ...rest }: LockedPackage): Dependency => ({
  ...rest,
  purl: purl as Dependency['purl'],
  sha256: digest(sha256),
  requiredBy,
});

const byName = (a: LockedPackage, b: LockedPackage): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.purl < b.purl ? -1 : 1;
