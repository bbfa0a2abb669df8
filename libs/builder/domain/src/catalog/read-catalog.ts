import type { ImageDefinition } from '@quench/contracts';
import type { Problem } from './problem.js';
import { readDefinition, type Assets } from './read-definition.js';

/** The texts of a catalog folder. */
export interface CatalogFolder {
  /** Definition files by path relative to the folder. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly assets: Assets;
}

/** Every definition of a folder by image name, or everything that is wrong with it. */
export function readCatalog(folder: CatalogFolder): {
  readonly definitions: readonly ImageDefinition[];
  readonly problems: readonly Problem[];
} {
  const read = [...folder.definitions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => ({ file, definition: readDefinition(file, text, folder.assets) }));
  const good = read.flatMap(({ file, definition }) => ('image' in definition ? [{ file, definition }] : []));
  const problems = read.flatMap(({ definition }) => ('image' in definition ? [] : definition));
  return {
    definitions: good.map(({ definition }) => definition).sort((a, b) => (a.image < b.image ? -1 : 1)),
    problems: [...problems, ...sameName(good)],
  };
}

function sameName(
  good: readonly { readonly file: string; readonly definition: ImageDefinition }[],
): readonly Problem[] {
  return good.flatMap(({ file, definition: { image } }, index) => {
    const first = good.slice(0, index).find((other) => other.definition.image === image);
    return first === undefined
      ? []
      : [{ file, line: undefined, message: `image: "${image}" is already defined in ${first.file}; names are unique` }];
  });
}
