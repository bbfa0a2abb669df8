import { Rejection } from '@quench/kernel';
import type { InstalledFiles, PlacedFiles, RecipePlace } from '@quench/contracts';
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

type Opened = readonly [HeldFile, Pick<Host, 'read' | 'unpack'>];

/**
 * The files of a package at its places: what a definition names of it, and the package as it is put into projects.
 * @throws Rejection `place-empty` for what the package does not have; the plugin's errors
 */
export async function placedEntries(
  release: PlacedRelease,
  install: ProjectInstall,
  opened: Opened,
): Promise<PackageContent> {
  const named = release.places.filter((place) => 'from' in place);
  const found = named.length === 0 ? NOTHING : await namedEntries({ ...release, places: named }, install, opened);
  const installed = release.places.filter((place) => 'folder' in place);
  const all = [found, await installedEntries({ ...release, places: installed }, install, opened)];
  const bundled = new Map(
    all.flatMap((one) => one.bundled).map(({ purl, name: own, version }) => [purl, { purl, name: own, version }]),
  );
  return { entries: all.flatMap(({ entries }) => entries), contributions: [], bundled: [...bundled.values()] };
}

type Found = Awaited<ReturnType<ProjectInstall['entries']>>;
const NOTHING: Found = { entries: [], bundled: [] };

type Of<Place> = Omit<PlacedRelease, 'places'> & { readonly places: readonly Place[] };

async function namedEntries(
  { name, version, places }: Of<PlacedFiles>,
  install: ProjectInstall,
  [file, host]: Opened,
): Promise<Found> {
  const context = {
    dependency: { name, version, places: [{ path: WHOLE, programs: [] }] },
    folder: '',
    withoutScripts: [{ name, reason: REASON }],
  };
  const { entries, bundled } = await install.entries(file, context, host);
  const found = places.flatMap((place) => {
    const own = moved(entries, place);
    if (own.length > 0) return own;
    const message = `${name}@${version} has no ${place.from}, which the definition places at ${place.path}`;
    throw new Rejection('place-empty', `${message}. Write another path under from`);
  });
  // What is bundled beside what is taken is not in the image.
  const sources = places.map(sourceOf);
  return {
    entries: found,
    bundled: bundled.filter(({ folder }) => sources.some((source) => isWithin(folder, source))),
  };
}

/** Nothing does without its scripts there: a project needs its packages whole. */
async function installedEntries(
  { name, version, places }: Of<InstalledFiles>,
  install: ProjectInstall,
  [file, host]: Opened,
): Promise<Found> {
  const all: Found[] = [];
  for (const { folder, path, programs } of places) {
    const linked = programs.map((program) => ({ ...program, kind: 'program' }) as const);
    const dependency = { name, version, places: [{ path, programs: linked }] };
    all.push(await install.entries(file, { dependency, folder: folder.slice(1), withoutScripts: [] }, host));
  }
  return { entries: all.flatMap(({ entries }) => entries), bundled: all.flatMap(({ bundled }) => bundled) };
}

/** Of a folder, what is in it; of a file, itself. */
function moved(entries: readonly ImageEntry[], place: PlacedFiles): readonly ImageEntry[] {
  const source = sourceOf(place);
  const target = place.path.slice(1);
  return entries
    .filter((entry) => isWithin(entry.path, source))
    .map((entry) => ({ ...entry, path: target + entry.path.slice(source.length) }));
}

const sourceOf = ({ from }: PlacedFiles): string => (from === '.' ? WHOLE : `${WHOLE}/${from}`);
const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
