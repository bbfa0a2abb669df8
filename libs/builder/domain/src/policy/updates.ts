import { STEPS, type LockedPackage } from '@quench/contracts';
import type { Dependency, Step, Versions } from '@quench/plugin-sdk';
import type { Candidate } from './decide-update.js';
import type { VersionFiles } from './version-files.js';

/** A package that the line has in one version and could have in another, or as another file of the same. */
export interface PackageUpdate {
  readonly name: string;
  readonly platform: string;
  readonly before: LockedPackage;
  readonly after: Dependency;
}

/** What one platform of a line has, and what it could have. */
export interface PlatformPackages {
  readonly platform: string;
  readonly has: readonly LockedPackage[];
  readonly could: readonly Dependency[];
}

/**
 * All packages that were built from one source and would change: they mostly need each other in one version. On all platforms,
 * for which one version may be packaged differently.
 */
export interface SourceUpdate {
  /** Of the source. */
  readonly name: string;
  /** Of the first platform that has the package which is called like the source, or else of the first package. */
  readonly from: string;
  readonly to: string;
  /** The largest of all packages on all platforms. */
  readonly step: Step;
  /** By name, then by platform in their order. */
  readonly packages: readonly PackageUpdate[];
}

/** What a resolution would change of what a line has; what comes in or goes changes nothing. By the name of the source. */
export function updatesOf(
  platforms: readonly PlatformPackages[],
  versions: Pick<Versions, 'classify'>,
): readonly SourceUpdate[] {
  const bySource = new Map<string, PackageUpdate[]>();
  for (const one of platforms
    .flatMap((one) => [...packageUpdates(one), ...renamedUpdates(one, versions)])
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const source = one.after.source.name;
    bySource.set(source, [...(bySource.get(source) ?? []), one]);
  }
  return [...bySource]
    .map(([name, packages]) => sourceUpdate(name, packages, versions))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function packageUpdates({ platform, has, could }: PlatformPackages): readonly PackageUpdate[] {
  const had = new Map(has.map((one) => [one.name, one]));
  return could.flatMap((after) => {
    const before = had.get(after.name);
    return before === undefined || (before.version === after.version && before.sha256 === after.sha256)
      ? []
      : [{ name: after.name, platform, before, after }];
  });
}

/**
 * Packages of a newer source, none of which the line has under its name, as where a library changes its name with its interface:
 * they come in place of what it has, or beside it, by others that change and need them.
 */
function renamedUpdates(
  { platform, has, could }: PlatformPackages,
  { classify }: Pick<Versions, 'classify'>,
): readonly PackageUpdate[] {
  const names = new Set(has.map(({ name }) => name));
  const told = new Set(could.flatMap(({ name, source }) => (names.has(name) ? [releaseOf(source)] : [])));
  return could.flatMap((after) => {
    const before = has.find(({ source }) => source.name === after.source.name);
    if (before === undefined || names.has(after.name) || told.has(releaseOf(after.source))) return [];
    const [from, to] = [before.source.version, after.source.version];
    const isStep = from !== to && !['same', 'backwards'].includes(classify(from, to));
    return isStep && bringersOf(after, { has, could }).length > 0
      ? [{ name: after.name, platform, before, after }]
      : [];
  });
}

/**
 * The packages of the line, of one source, whose newer version brought a package in; none where only the definition did, or what
 * the line has as it is.
 */
function bringersOf(
  { requiredBy }: Pick<Dependency, 'requiredBy'>,
  { has, could }: Omit<PlatformPackages, 'platform'>,
): readonly LockedPackage[] {
  for (let name = requiredBy; name !== undefined;) {
    const now = could.find((one) => one.name === name);
    const before = has.find((one) => one.name === name);
    if (before !== undefined && before.sha256 !== now?.sha256) {
      return has.filter(({ source }) => source.name === before.source.name);
    }
    name = now?.requiredBy;
  }
  return [];
}

const releaseOf = ({ name, version }: Dependency['source']): string => `${name} ${version}`;

/** What an update brings, of every platform. */
export const filesOf = ({ packages }: Pick<SourceUpdate, 'packages'>): VersionFiles['files'] =>
  packages.map(({ name, after }) => ({ name, to: after.version, sha256: after.sha256 }));

/** Of the package files of an update, before and after, on each platform that it changes. */
export function bytesOf({ packages }: Pick<SourceUpdate, 'packages'>): Candidate['bytes'] {
  const platforms = [...new Set(packages.map(({ platform }) => platform))];
  return platforms.map((platform) => {
    const own = packages.filter((one) => one.platform === platform);
    return { from: total(own.map(({ before }) => before)), to: total(own.map(({ after }) => after)) };
  });
}

const total = (files: readonly { readonly size: number }[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** What changes in the same way on several platforms. */
export interface SharedUpdate extends PackageUpdate {
  /** In their order. */
  readonly platforms: readonly string[];
}

/** Each once, as it is on the first of its platforms. */
export function sharedUpdates(packages: readonly PackageUpdate[]): readonly SharedUpdate[] {
  const shared = new Map<string, SharedUpdate>();
  for (const one of packages) {
    const key = `${one.before.sha256} ${one.after.sha256}`;
    const known = shared.get(key);
    shared.set(key, { ...(known ?? one), platforms: [...(known?.platforms ?? []), one.platform] });
  }
  return [...shared.values()];
}

/** Of the platforms of a line those that something is about, as it is recorded: left out where they are all. */
export const platformsTold = (
  platforms: readonly string[],
  all: readonly string[],
): { readonly platforms?: readonly string[] } => (platforms.length === all.length ? {} : { platforms });

/** Whether a package comes in place of one of another name. */
export const isRenamed = ({ name, before }: PackageUpdate): boolean => name !== before.name;

/**
 * What a platform keeps where it does not take an update. A package may have been built from another source before; what comes
 * under another name stays out with those who need it.
 */
export const ownOf = ({ name, packages }: SourceUpdate, platform: PlatformPackages): readonly LockedPackage[] => {
  const own = packages.filter((one) => one.platform === platform.platform);
  const renamed = own.filter(isRenamed);
  // What keeps its name is judged without the others next, and may pass.
  if (renamed.length > 0) return [...new Set(renamed.flatMap(({ after }) => bringersOf(after, platform)))];
  return platform.has.filter((one) => one.source.name === name || own.some((other) => other.name === one.name));
};

function sourceUpdate(
  name: string,
  packages: readonly PackageUpdate[],
  { classify }: Pick<Versions, 'classify'>,
): SourceUpdate {
  const named = packages.find((one) => one.name === name) ?? packages[0];
  const steps = packages.map((one) => {
    const { before, after } = one;
    if (isRenamed(one)) return classify(before.source.version, after.source.version);
    return stepOf(before.version, after.version, classify);
  });
  const step = largestOf(steps) ?? 'unknown';
  return { name, from: named?.before.version ?? '', to: named?.after.version ?? '', step, packages };
}

/** Of a package whose file is another one: other bytes under the same version may be anything. */
export const stepOf = (from: string, to: string, classify: Versions['classify']): Step =>
  from === to ? 'unknown' : classify(from, to);

/** Undefined of none. */
export const largestOf = (steps: readonly Step[]): Step | undefined =>
  steps.reduce<Step | undefined>((a, b) => (a === undefined || sizeOf(b) > sizeOf(a) ? b : a), undefined);

/** `unknown` may be anything, so it counts as the largest. */
const SIZES: readonly Step[] = ['backwards', 'same', ...STEPS, 'unknown'];
const sizeOf = (step: Step): number => SIZES.indexOf(step);
