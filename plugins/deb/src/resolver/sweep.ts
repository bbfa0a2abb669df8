import type { Marking } from './marking.js';
import { isNegative, type Target } from './target.js';
import type { Group, Package, Version } from './universe.js';

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
    for (const group of followed(version)) {
      // One version may satisfy several alternatives.
      const found = satisfiers(group, marking).filter((next) => !reached.has(next.package));
      for (const next of found) reached.add(next.package);
      open.push(...found);
    }
  }
  return reached;
}

/** Everything that is to be installed and satisfies an alternative of a group; one version perhaps several times. */
export function satisfiers(group: Group, marking: Marking): readonly Version[] {
  const found: Version[] = [];
  if (isNegative(group)) return found;
  for (const { matches } of group.alternatives) {
    for (const version of matches) if (marking.installOf(version.package) === version) found.push(version);
  }
  return found;
}

/** Everything that is to be installed and satisfies one alternative, the package of that name first. */
export const satisfying = ({ matches }: Target, marking: Marking): readonly Version[] =>
  matches.filter((version) => marking.installOf(version.package) === version);

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
  const names = new Set<Package>([
    candidate,
    ...(marking.mark(candidate).candidate?.provides ?? []).map((provided) => provided.package),
  ]);
  return marking
    .installed()
    .some(({ groups }) =>
      groups.some(({ kind, alternatives }) => kind === 'depends' && alternatives.some((a) => names.has(a.package))),
    );
}
