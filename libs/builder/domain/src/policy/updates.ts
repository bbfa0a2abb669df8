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

/** A package that the line has not, and that comes in since a newer version of another one needs it. */
export interface PackageAddition {
  readonly name: string;
  readonly platform: string;
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
  /** What comes in with them, of whatever source, and in place of nothing. */
  readonly additions: readonly PackageAddition[];
}

/** What a resolution would change of what a line has; what goes changes nothing. By the name of the source. */
export function updatesOf(
  platforms: readonly PlatformPackages[],
  versions: Pick<Versions, 'classify'>,
): readonly SourceUpdate[] {
  const bySource = new Map<string, PackageUpdate[]>();
  const additions = new Map<string, PackageAddition[]>();
  const updates = platforms.flatMap((platform) => {
    const renamed = renamedUpdates(platform, versions);
    for (const [source, one] of additionsOf(platform, renamed)) push(additions, source, one);
    return [...packageUpdates(platform), ...renamed];
  });
  for (const one of updates.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    push(bySource, one.after.source.name, one);
  }
  return [...bySource]
    .map(([name, packages]) => ({
      ...sourceUpdate(name, packages, versions),
      additions: additions.get(name) ?? [],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function push<One>(into: Map<string, One[]>, key: string, one: One): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [one]);
  else known.push(one);
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

/** What comes in, each with the source of the update that it is part of. */
function additionsOf(
  { platform, has, could }: PlatformPackages,
  renamed: readonly PackageUpdate[],
): readonly (readonly [string, PackageAddition])[] {
  const known = new Set([...has, ...renamed].map(({ name }) => name));
  return could
    .filter(({ name }) => !known.has(name))
    .flatMap((after) => {
      const source = bringerOf(after, { has, could })?.now.source.name;
      return source === undefined ? [] : [[source, { name: after.name, platform, after }] as const];
    });
}

/**
 * The packages of the line, of one source, whose newer version brought a package in; none where only the definition did, or what
 * the line has as it is.
 */
function bringersOf(
  after: Pick<Dependency, 'requiredBy'>,
  { has, could }: Omit<PlatformPackages, 'platform'>,
): readonly LockedPackage[] {
  const bringer = bringerOf(after, { has, could });
  return has.filter(({ source }) => source.name === bringer?.before.source.name);
}

/** The package that changes and brought another one in, be it by way of others. */
function bringerOf(
  { requiredBy }: Pick<Dependency, 'requiredBy'>,
  { has, could }: Omit<PlatformPackages, 'platform'>,
): { readonly before: LockedPackage; readonly now: Dependency } | undefined {
  for (let name = requiredBy; name !== undefined;) {
    const now = could.find((one) => one.name === name);
    const before = has.find((one) => one.name === name);
    if (now !== undefined && before !== undefined && before.sha256 !== now.sha256) return { before, now };
    name = now?.requiredBy;
  }
  return undefined;
}

const releaseOf = ({ name, version }: Dependency['source']): string => `${name} ${version}`;

/** As which files packages come, of every platform. */
export const filesOf = (packages: readonly Pick<PackageAddition, 'name' | 'after'>[]): VersionFiles['files'] =>
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

/** What is the same on several platforms, as it is on the first of them. */
export type Shared<One> = One & {
  /** In their order. */
  readonly platforms: readonly string[];
};

/** Each once. */
export function shared<One extends PackageUpdate | PackageAddition>(packages: readonly One[]): readonly Shared<One>[] {
  const found = new Map<string, Shared<One>>();
  for (const one of packages) {
    const key = `${'before' in one ? one.before.sha256 : ''} ${one.after.sha256}`;
    const known = found.get(key);
    found.set(key, { ...(known ?? one), platforms: [...(known?.platforms ?? []), one.platform] });
  }
  return [...found.values()];
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
): Omit<SourceUpdate, 'additions'> {
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
