import { fulfils, isNegative, type Marking } from './marking.js';
import type { Group, Package, Target, Version } from './universe.js';

/**
 * Takes back what was marked on a way that led nowhere: what nothing that was asked for, and nothing essential, needs.
 * As apt's autoremover does it, which follows every satisfied alternative, recommendations and suggestions too.
 */
export function sweep(marking: Marking): void {
  const installed = marking.installed();
  const held = installed.filter((version) => {
    const mark = marking.mark(version.package);
    return !mark.auto || mark.fixed || version.essential || version.important;
  });
  // Nearly always everything is needed, and what is only suggested need not be read.
  const needed = reachable(held, marking, ({ groups }) => groups);
  if (installed.every((version) => needed.has(version.package))) return;
  const reached = reachable(held, marking, ({ groups, recommends, suggests }) => [
    ...groups,
    ...recommends,
    ...suggests,
  ]);
  const removed = new Set<Package>();
  for (const version of [...installed].sort((a, b) => a.package.rank - b.package.rank)) {
    if (!reached.has(version.package) && marking.remove(version.package)) removed.add(version.package);
  }
  restore(removed, installed, marking);
}

/** What can be reached from some versions through all that satisfies some of their relations. */
function reachable(
  from: readonly Version[],
  marking: Marking,
  followed: (version: Version) => readonly Group[],
): ReadonlySet<Package> {
  const reached = new Set<Package>(from.map((version) => version.package));
  const open = [...from];
  for (let version = open.pop(); version !== undefined; version = open.pop()) {
    for (const next of followed(version).flatMap((group) => satisfiers(group, marking))) {
      if (reached.has(next.package)) continue;
      reached.add(next.package);
      open.push(next);
    }
  }
  return reached;
}

/** Everything that is to be installed and satisfies an alternative of a group. */
export function satisfiers(group: Group, marking: Marking): readonly Version[] {
  return isNegative(group) ? [] : group.alternatives.flatMap((target) => satisfying(target, marking));
}

/** Everything that is to be installed and satisfies one alternative, the package of that name first. */
export function satisfying(target: Target, marking: Marking): readonly Version[] {
  const found: Version[] = [];
  const own = marking.installOf(target.package);
  if (own !== undefined && fulfils(own.version, target.relation)) found.push(own);
  for (const provider of target.package.providers) {
    const installed = marking.installOf(provider.package);
    if (installed === undefined) continue;
    for (const { by, version } of provider.provisions) {
      if (by === installed && fulfils(version, target.relation)) found.push(by);
    }
  }
  return found;
}

/** Something swept may satisfy a relation of something that could not be swept. */
function restore(removed: Set<Package>, installed: readonly Version[], marking: Marking): void {
  const brokenNow = (): boolean => installed.some((version) => marking.broken(version.package));
  while (removed.size > 0 && brokenNow()) {
    const wanted = [...removed].find((candidate) => isWanted(candidate, marking));
    if (wanted === undefined) return;
    marking.select(wanted, true);
    removed.delete(wanted);
  }
}

function isWanted(candidate: Package, marking: Marking): boolean {
  const names = new Set<Package>([candidate, ...(marking.mark(candidate).candidate?.provides ?? [])]);
  return marking
    .installed()
    .some(({ groups }) =>
      groups.some(({ kind, alternatives }) => kind === 'depends' && alternatives.some((a) => names.has(a.package))),
    );
}
