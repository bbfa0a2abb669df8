import type { Distribution, ImageDefinition } from '@quench/contracts';
import type { Assets } from './assets.js';
import type { Problem } from './problem.js';
import { partsOfDefinition, type ReadDefinition } from './read-definition.js';

/** The texts of a catalog folder. */
export interface CatalogFolder {
  /** Definition files by path relative to the folder. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly assets: Assets;
}

type Read = ReadDefinition & { readonly file: string };

/**
 * Every definition of a folder by image name, and everything that is wrong with the others.
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
    .map(([file, text]) => ({ file, ...partsOfDefinition(file, text, folder.assets) }));
  const unknowns = read.flatMap(({ file, distribution, line }) => {
    const message = distribution && unknown(distribution);
    if (message === undefined) return [];
    return [{ file, line: line(['distribution', 'release']), message: `distribution: ${message}` }];
  });
  return {
    definitions: read.flatMap(({ definition }) => definition ?? []).sort((a, b) => (a.image < b.image ? -1 : 1)),
    problems: [...read.flatMap(({ problems }) => problems), ...unknowns, ...sameName(read)],
  };
}

function sameName(read: readonly Read[]): readonly Problem[] {
  return read.flatMap(({ file, image, line }, index) => {
    const first = read.slice(0, index).find((other) => image !== undefined && other.image === image);
    if (image === undefined || first === undefined) return [];
    const message = `image: "${image}" is already defined in ${first.file}; names are unique`;
    return [{ file, line: line(['image']), message }];
  });
}
