import type { DefinedPlace, LockedRelease, RecipePackage } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import type { Checksums, ProjectDependency, Purl } from '@quench/plugin-sdk';

/** The one spelling of all those of a package. Without a version. */
export type Canonical = (purl: string) => Purl;

/** Of a definition, the places that take files of the same releases. */
export interface WantedRelease {
  /** Without a version. */
  readonly purl: Purl;
  /** What is allowed: `22`. */
  readonly constraint: string;
  readonly places: readonly [DefinedPlace, ...DefinedPlace[]];
}

/**
 * What a definition's places want on a platform, in their order.
 * @throws Rejection `place-without-platform`; what `canonical` throws
 */
export function wantedReleases(
  places: readonly DefinedPlace[],
  platform: string,
  canonical: Canonical,
): readonly WantedRelease[] {
  const wanted = new Map<string, WantedRelease>();
  for (const place of places) {
    const written = place.packages[platform];
    if (written === undefined) {
      throw new Rejection('place-without-platform', `${place.path} names no package for ${platform}`);
    }
    const purl = canonical(written);
    const key = `${purl} ${place.version}`;
    const known = wanted.get(key);
    const all: WantedRelease['places'] = known === undefined ? [place] : [...known.places, place];
    wanted.set(key, { purl, constraint: place.version, places: all });
  }
  return [...wanted.values()];
}

/** The packages that places have on other platforms, where they are other ones. Without versions, each once. */
export const packagesElsewhere = (
  { purl, places }: WantedRelease,
  platforms: readonly string[],
  canonical: Canonical,
): readonly Purl[] => {
  const all = places.flatMap(({ packages }) => platforms.flatMap((platform) => packages[platform] ?? []));
  return [...new Set(all.map(canonical))].filter((one) => one !== purl);
};

/** The release of a package that a line has at a path; undefined where it has none there. */
export const releaseAt = (
  releases: readonly LockedRelease[],
  { name, path }: { readonly name: string; readonly path: string },
): LockedRelease | undefined =>
  releases.find((one) => one.name === name && one.places.some((place) => 'from' in place && place.path === path));

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
