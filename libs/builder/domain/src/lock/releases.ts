import type { DefinedPlace, LockedRelease, RecipePackage } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { Checksums, ProjectDependency, ProjectVersions, Purl, Release, ReleaseFile } from '@quench/plugin-sdk';

/** Of a definition, the places that take files of the same releases. */
export interface WantedRelease {
  /** Without a version. */
  readonly purl: Purl;
  /** What is allowed: `22`. */
  readonly constraint: string;
  readonly places: readonly [DefinedPlace, ...DefinedPlace[]];
}

/** A release that can be had. */
export type OfferedRelease = Release & { readonly file: ReleaseFile };

/** So many versions are named in a message. */
const NAMED = 5;

/** What a definition's places want on a platform, in their order. */
export function wantedReleases(places: readonly DefinedPlace[], platform: string): readonly WantedRelease[] {
  const wanted = new Map<string, WantedRelease>();
  for (const place of places) {
    const purl = place.packages[platform];
    if (purl === undefined) {
      throw new Rejection('place-without-platform', `${place.path} names no package for ${platform}`);
    }
    const key = `${purl} ${place.version}`;
    const known = wanted.get(key);
    const all: WantedRelease['places'] = known === undefined ? [place] : [...known.places, place];
    wanted.set(key, { purl: purl as Purl, constraint: place.version, places: all });
  }
  return [...wanted.values()];
}

/**
 * The newest release that a constraint allows and that is neither a prerelease nor deprecated nor withdrawn.
 * @param listed oldest first
 * @param hasWaited whether a release may be taken now; where none may, the newest is taken all the same: a line that has
 *   nothing has nothing to wait with
 * @throws Rejection `release-missing`; PluginError `malformed-input`
 */
export function newestRelease(
  { purl, constraint }: Pick<WantedRelease, 'purl' | 'constraint'>,
  listed: readonly Release[],
  versions: Pick<ProjectVersions, 'matching' | 'isPrerelease'>,
  hasWaited: (release: Release) => boolean,
): OfferedRelease {
  const good = listed.filter(isOffered).filter(({ version }) => !versions.isPrerelease(version));
  const allowed = versions.matching(
    good.map(({ version }) => version),
    constraint,
  );
  const could = good.filter(({ version }) => allowed.includes(version));
  const found = could.findLast(hasWaited) ?? could.at(-1);
  if (found !== undefined) return found;
  const newest = good.slice(-NAMED).map(({ version }) => version);
  throw new Rejection(
    'release-missing',
    `No release of ${purl} is "${constraint}" and neither a prerelease nor deprecated nor withdrawn. ` +
      `The newest that are: ${newest.join(', ') || 'none'}`,
  );
}

const isOffered = (release: Release): release is OfferedRelease =>
  release.state === 'current' && release.file !== undefined;

/** The purl type, which names the ecosystem: `pkg:npm/ws` gives `npm`. */
export const ecosystemOf = (purl: string): string => /^pkg:([a-z]+)\//.exec(purl)?.[1] ?? '';

/** As recipes name it. */
export const recipeRelease = ({ purl, sha256, size, places }: LockedRelease): RecipePackage => ({
  ...{ purl, sha256, size },
  places,
});

/** A release as its plugin is asked for its file. */
export const releaseDependency = (
  one: Pick<LockedRelease, 'purl' | 'name' | 'version' | 'url' | 'checksums'>,
): ProjectDependency => ({
  ...{ name: one.name, version: one.version, url: one.url, purl: one.purl as Purl },
  // Read from a lock, where they were written as the plugin gave them.
  checksums: one.checksums as Checksums,
  ...{ registry: undefined, places: [], requiredBy: undefined },
});
