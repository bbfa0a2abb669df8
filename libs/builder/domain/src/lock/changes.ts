import type { LockChange, LockDocument, LockedInput } from '@quench/contracts';

/** A package before and after, where both or one of them exist. */
export interface PackagePair {
  readonly name: string;
  readonly before: LockedInput | undefined;
  readonly after: LockedInput | undefined;
}

/**
 * Packages that differ between two locks, by name; of several platforms the first that differs. A platform that was not
 * there before is no change of packages.
 */
export function changedPackages(before: LockDocument | undefined, after: LockDocument): readonly PackagePair[] {
  const pairs = new Map<string, PackagePair>();
  for (const { platform, packages, releases } of after.platforms) {
    const old = before?.platforms.find((other) => other.platform === platform);
    if (before !== undefined && old === undefined) continue;
    const found = [...paired(old?.packages ?? [], packages), ...paired(old?.releases ?? [], releases ?? [])];
    for (const [key, pair] of found) if (!pairs.has(key)) pairs.set(key, pair);
  }
  return [...pairs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function paired(
  old: readonly LockedInput[],
  now: readonly LockedInput[],
): readonly (readonly [key: string, pair: PackagePair])[] {
  const oldByKey = new Map(old.map((one) => [keyOf(one), one]));
  const nowByKey = new Map(now.map((one) => [keyOf(one), one]));
  return [...new Map([...oldByKey, ...nowByKey])]
    .map(([key, { name }]) => [key, { name, before: oldByKey.get(key), after: nowByKey.get(key) }] as const)
    .filter(([, { before, after }]) => before?.sha256 !== after?.sha256);
}

/** A name is there once in an archive; of releases, several versions may be in one image, at places of their own. */
const keyOf = ({ name, places: [first] = [] }: LockedInput): string =>
  first === undefined ? name : `${name} ${first.path}`;

/** A pair as an event tells it. */
export function lockChange(
  { name, before, after }: PackagePair,
  evidence: { readonly fixed: readonly string[]; readonly lost: readonly string[] },
): LockChange {
  const { fixed, lost } = evidence;
  if (before === undefined) return { kind: 'added', name, ...(after && { to: after.version }), fixed, lost };
  if (after === undefined) return { kind: 'removed', name, from: before.version, fixed, lost };
  return { kind: 'updated', name, from: before.version, to: after.version, fixed, lost };
}

/**
 * Why a recipe differs from the one before: `first`, `packages`, `version`, `definition`, `formats`, `parent`. Packages bring
 * their versions along: `version` is that the image is named after another one of the same packages.
 */
export function changeReasons(input: {
  readonly before: LockDocument | undefined;
  readonly definition: string;
  readonly packagesDiffer: boolean;
  readonly versionDiffers: boolean;
  readonly formatsDiffer: boolean;
  /** The lock that it is made on, where there is one. */
  readonly parent?: string | undefined;
}): readonly string[] {
  if (input.before === undefined) return ['first'];
  return [
    ...(input.packagesDiffer ? ['packages'] : input.versionDiffers ? ['version'] : []),
    ...(input.before.definition !== input.definition ? ['definition'] : []),
    ...(input.formatsDiffer ? ['formats'] : []),
    ...(input.before.from?.lock !== input.parent ? ['parent'] : []),
  ];
}
