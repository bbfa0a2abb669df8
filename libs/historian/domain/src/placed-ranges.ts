import { placePurl, type LineDefinition } from '@quench/contracts';
import { ecosystemOf } from '@quench/kernel';
import type { PlacedRelease } from './placed-release.js';

/** A package that is placed on a platform. */
export interface PlacedPackage {
  readonly platform: string;
  /** As the definition spells it, without a version. */
  readonly purl: string;
  readonly name: string;
}

/** Places of a line that take files of the same releases. */
export interface PlacedRange {
  readonly ecosystem: string;
  /** Which releases are taken: `22`. */
  readonly constraint: string;
  /** What the places are called. */
  readonly places: readonly string[];
  /** Of all places and platforms of the line, each once. */
  readonly packages: readonly PlacedPackage[];
}

/** What somebody asks about: a package or a place. */
interface Asked {
  readonly name: string;
  readonly version?: string | undefined;
  /** Of a purl, which names no place; undefined where only a name was said. */
  readonly ecosystem?: string | undefined;
}

/** Whether a range allows a version. */
export type Allows = (range: PlacedRange, version: string) => boolean;

/** What a question about a placed release means in a line. */
export interface PlacedSubject {
  /** What its updates are recorded by: `place:npm/node`. */
  readonly updates: readonly string[];
  /** The names of its packages on all platforms, which have the same version. */
  readonly packages: readonly string[];
  /** Whether it is about a version of these packages, which other places may have in another one. */
  isAbout(version: string): boolean;
  /** The version that was asked about; undefined where none was, or where nobody can tell what registries list. */
  readonly release: PlacedRelease | undefined;
}

/** What a line places, as the builder looks at it: by the package of the first platform and by range. @param nameOf reads a purl */
export function placedRanges(
  { places = [], platforms }: Pick<LineDefinition, 'places' | 'platforms'>,
  nameOf: (purl: string) => string,
): readonly PlacedRange[] {
  const found = new Map<string, PlacedRange>();
  for (const { name, version: constraint, packages: purls } of places) {
    const own = platforms.flatMap((platform): readonly PlacedPackage[] => {
      const purl = purls[platform];
      return purl === undefined ? [] : [{ platform, purl, name: nameOf(purl) }];
    });
    const [first] = own;
    if (first === undefined) continue;
    const ecosystem = ecosystemOf(first.purl);
    const key = `${ecosystem} ${first.name} ${constraint}`;
    const known = found.get(key);
    const all = [...(known?.packages ?? []), ...own];
    const packages = [...new Map(all.map((one) => [`${one.platform} ${one.name}`, one])).values()];
    found.set(key, { ecosystem, constraint, places: [...(known?.places ?? []), name], packages });
  }
  return [...found.values()];
}

/**
 * The ranges that a question is about: those of its package, or else of the place that is so called. Of several, those that
 * allow the version, where any does.
 */
export function rangesMeant(
  ranges: readonly PlacedRange[],
  { name, version, ecosystem }: Asked,
  allows: Allows,
): readonly PlacedRange[] {
  const ofPackage = ranges.filter(
    (one) => (ecosystem ?? one.ecosystem) === one.ecosystem && one.packages.some((each) => each.name === name),
  );
  const isPlace = ecosystem === undefined && ofPackage.length === 0;
  const named = isPlace ? ranges.filter(({ places }) => places.includes(name)) : ofPackage;
  const allowing = version === undefined ? [] : named.filter((one) => allows(one, version));
  return allowing.length > 0 ? allowing : named;
}

/** @param meant of the ranges of a line, at least one; @param release what registries list of the version that was asked about */
export function placedSubject(
  meant: readonly PlacedRange[],
  ranges: readonly PlacedRange[],
  { allows, release }: { readonly allows: Allows; readonly release: PlacedRelease | undefined },
): PlacedSubject {
  const isOwn = (version: string): boolean => meant.some((one) => allows(one, version));
  const isOthers = (version: string): boolean =>
    ranges.some((one) => !meant.includes(one) && allows(one, version)) && !isOwn(version);
  return {
    updates: meant.flatMap(({ ecosystem, places }) => places.map((name) => placePurl(ecosystem, name))),
    packages: [...new Set(meant.flatMap(({ packages }) => packages.map(({ name }) => name)))],
    isAbout: (version) => (release?.isAllowed === true ? isOwn(version) : !isOthers(version)),
    release,
  };
}
