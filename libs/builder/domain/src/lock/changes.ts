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
    for (const pair of found) if (!pairs.has(pair.name)) pairs.set(pair.name, pair);
  }
  return [...pairs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function paired(old: readonly LockedInput[], now: readonly LockedInput[]): readonly PackagePair[] {
  const oldByName = new Map(old.map((one) => [one.name, one]));
  const nowByName = new Map(now.map((one) => [one.name, one]));
  return [...new Set([...oldByName.keys(), ...nowByName.keys()])]
    .map((name) => ({ name, before: oldByName.get(name), after: nowByName.get(name) }))
    .filter(({ before, after }) => before?.sha256 !== after?.sha256);
}

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

/** Why a recipe differs from the one before: `first`, `packages`, `definition`, `formats`. */
export function changeReasons(input: {
  readonly before: LockDocument | undefined;
  readonly definition: string;
  readonly packagesDiffer: boolean;
  readonly formatsDiffer: boolean;
}): readonly string[] {
  if (input.before === undefined) return ['first'];
  return [
    ...(input.packagesDiffer ? ['packages'] : []),
    ...(input.before.definition !== input.definition ? ['definition'] : []),
    ...(input.formatsDiffer ? ['formats'] : []),
  ];
}
