import type { LockedPackage, LockedRelease, ParentLock, Recipe } from '@quench/contracts';
import { lineName } from '@quench/contracts';
import { digest, IntegrityFault } from '@quench/kernel';
import { PluginError, type Dependency, type Pin } from '@quench/plugin-sdk';
import { NO_OLDER, type OlderSnapshots } from './checked-snapshots.js';
import type { HeldBack } from './package-closure.js';

/** The lock of its parent on which a line is made. */
export interface Base {
  readonly parent: ParentLock;
  /** The event that told that it was resolved. */
  readonly event: string;
  readonly platforms: ReadonlyMap<string, BasePlatform>;
  /** Those that vouch for its packages. */
  readonly keep: OlderSnapshots;
}

/** One platform of it. */
export interface BasePlatform {
  readonly recipe: Recipe;
  readonly packages: readonly LockedPackage[];
  readonly releases: readonly LockedRelease[];
}

/** Packages of a platform that the parent has; none where there is no parent. */
export const basePackages = (base: Base | undefined, platform: string): readonly LockedPackage[] =>
  base?.platforms.get(platform)?.packages ?? [];

/** What is asked of a resolution: every package of the parent by its name, so that none gives way to what the line adds. */
export const namesOn = (base: Base | undefined, platform: string, names: readonly string[]): readonly string[] => [
  ...new Set([...basePackages(base, platform).map(({ name }) => name), ...names]),
];

/** What is held back: the packages of the parent are the very files that it has, whatever else is to stay as it is. */
export function heldOn(base: Base | undefined, platform: string, { pins, keep }: HeldBack): HeldBack {
  const own = basePackages(base, platform);
  const fixed = new Set(own.map(({ name }) => name));
  const { checked, refused } = base?.keep ?? NO_OLDER;
  return {
    pins: [...own.map(exact), ...pins.filter(({ name }) => !fixed.has(name))],
    keep: { checked: [...checked, ...keep.checked], refused: [...refused, ...keep.refused] },
  };
}

const exact = ({ name, version, sha256 }: LockedPackage): Pin => ({ name, version, sha256: digest(sha256) });

/**
 * Those of some packages that the line adds to its parent. What is built from a source of the parent's goes with the parent: it
 * was decided there which version it has.
 */
export function addedTo<One extends Pick<LockedPackage, 'name' | 'source'>>(
  base: Base | undefined,
  platform: string,
  packages: readonly One[],
): readonly One[] {
  const own = basePackages(base, platform);
  const names = new Set(own.map(({ name }) => name));
  const sources = new Set(own.map(({ source }) => source.name));
  return packages.filter(({ name, source }) => !names.has(name) && !sources.has(source.name));
}

/**
 * A resolution on a base, with why the parent has each package.
 * @throws IntegrityFault `pin-ignored` where a package of the parent is missing or is another file
 */
export function checkedOn(
  base: Base | undefined,
  platform: string,
  dependencies: readonly Dependency[],
): readonly Dependency[] {
  const own = new Map(basePackages(base, platform).map((one) => [one.name, one]));
  const found = new Map(dependencies.map((one) => [one.name, one]));
  const lost = [...own.values()].find(({ name, sha256 }) => found.get(name)?.sha256 !== sha256);
  if (lost === undefined) {
    return dependencies.map((one) => {
      const had = own.get(one.name);
      return had === undefined ? one : { ...one, requiredBy: had.requiredBy };
    });
  }
  const { purl, sha256 } = lost;
  throw new IntegrityFault(
    'pin-ignored',
    `The resolver answers without the file ${sha256} of ${purl}, which the parent has`,
  );
}

/** Says of a refusal on which packages it was. */
export function refusedOn(base: Base | undefined, error: unknown): unknown {
  if (base === undefined || !(error instanceof PluginError) || error.code !== 'unsatisfiable') return error;
  const { message, chain, known } = error;
  const on = `${lineName(base.parent)} revision ${String(base.parent.revision)}`;
  return new PluginError('unsatisfiable', `${message}; packages of ${on} stay as they are there`, { chain, known });
}
