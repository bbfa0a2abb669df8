import type { Distribution, ImageDefinition } from '@quench/contracts';
import type { Problem } from './problem.js';
import { placedDefinition, type Assets, type PlacedDefinition } from './read-definition.js';

/** The texts of a catalog folder. */
export interface CatalogFolder {
  /** Definition files by path relative to the folder. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly assets: Assets;
}

type Good = PlacedDefinition & { readonly file: string };

/**
 * Every definition of a folder by image name, or everything that is wrong with it.
 * @param unknown what is wrong with a distribution, where something is: only an ecosystem knows its releases
 */
export function readCatalog(
  folder: CatalogFolder,
  unknown: (distribution: Distribution) => string | undefined = () => undefined,
): {
  readonly definitions: readonly ImageDefinition[];
  readonly problems: readonly Problem[];
} {
  const read = [...folder.definitions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => ({ file, found: placedDefinition(file, text, folder.assets) }));
  const good = read.flatMap(({ file, found }) => ('definition' in found ? [{ file, ...found }] : []));
  const problems = read.flatMap(({ found }) => ('definition' in found ? [] : found));
  const unknowns = good.flatMap(({ file, definition: { distribution }, line }) => {
    const message = unknown(distribution);
    if (message === undefined) return [];
    return [{ file, line: line(['distribution', 'release']), message: `distribution: ${message}` }];
  });
  return {
    definitions: good.map(({ definition }) => definition).sort((a, b) => (a.image < b.image ? -1 : 1)),
    problems: [...problems, ...unknowns, ...sameName(good)],
  };
}

function sameName(good: readonly Good[]): readonly Problem[] {
  return good.flatMap(({ file, definition: { image }, line }, index) => {
    const first = good.slice(0, index).find((other) => other.definition.image === image);
    if (first === undefined) return [];
    const message = `image: "${image}" is already defined in ${first.file}; names are unique`;
    return [{ file, line: line(['image']), message }];
  });
}
