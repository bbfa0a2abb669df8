import { Rejection } from '@quench/kernel';
import type { RecipePlace } from '@quench/contracts';
import type { HeldFile, Host, ImageEntry, PackageContent, ProjectInstall } from '@quench/plugin-sdk';

/** A release of which files are placed. */
export interface PlacedRelease {
  readonly name: string;
  readonly version: string;
  readonly places: readonly RecipePlace[];
}

/** Where a package lies before what is wanted of it is moved to its places. */
const WHOLE = 'package';
/** Whoever names files of a package wants those files, and not what its scripts would make of them. */
const REASON = 'its files are placed as they are';

/**
 * What of a package is placed, at its places.
 * @throws Rejection `place-empty` for what the package does not have; the plugin's errors
 */
export async function placedEntries(
  { name, version, places }: PlacedRelease,
  install: ProjectInstall,
  [file, host]: readonly [HeldFile, Pick<Host, 'read' | 'unpack'>],
): Promise<PackageContent> {
  const context = {
    dependency: { name, version, places: [{ path: WHOLE, programs: [] }] },
    folder: '',
    withoutScripts: [{ name, reason: REASON }],
  };
  const { entries, bundled } = await install.entries(file, context, host);
  return {
    entries: places.flatMap((place) => {
      const found = moved(entries, place);
      if (found.length > 0) return found;
      const message = `${name}@${version} has no ${place.from}, which the definition places at ${place.path}`;
      throw new Rejection('place-empty', `${message}. Write another path under from`);
    }),
    contributions: [],
    bundled,
  };
}

/** Of a folder, what is in it; of a file, itself. */
function moved(entries: readonly ImageEntry[], { path, from }: RecipePlace): readonly ImageEntry[] {
  const source = from === '.' ? WHOLE : `${WHOLE}/${from}`;
  const target = path.slice(1);
  return entries
    .filter((entry) => entry.path === source || entry.path.startsWith(`${source}/`))
    .map((entry) => ({ ...entry, path: target + entry.path.slice(source.length) }));
}
