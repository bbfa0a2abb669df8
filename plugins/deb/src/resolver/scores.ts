import { fulfils } from './fulfils.js';
import type { Marking } from './marking.js';
import { isNegative, type Target } from './target.js';
import type { Package, Version } from './universe.js';

/** By priority: not said, required, important, standard, optional, extra. */
const PRIORITY = [0, 3, 2, 1, -1, -2];
const ESSENTIAL = 100;
const ASKED = 10_000;
const KEEP_ESSENTIAL = 5_000;

/**
 * How much each package weighs when a conflict has to be decided: by its priority, by what depends on it (one level of
 * it inherited), and above all by whether somebody asked for it. The numbers are apt's defaults.
 */
export function weigh(marking: Marking, roots: readonly Package[]): Map<Package, number> {
  const scores = new Map<Package, number>();
  const installed = marking.installed();
  const add = (to: Package, points: number): void => void scores.set(to, (scores.get(to) ?? 0) + points);
  const essential = installed.filter((version) => version.essential || version.important);
  for (const version of essential) add(version.package, ESSENTIAL);
  for (const version of installed) {
    add(version.package, PRIORITY[version.priority] ?? 0);
    for (const target of targetsOf(version)) {
      for (const weighed of weighedBy(target, marking)) add(weighed, isNegative(target.group) ? -1 : 1);
    }
  }
  const base = new Map(scores);
  inherit(installed, base, add, marking);
  passOn(installed, base, scores, add);
  for (const root of roots) add(root, ASKED);
  for (const version of essential) add(version.package, KEEP_ESSENTIAL);
  return scores;
}

const targetsOf = (version: Version): readonly Target[] =>
  [...version.groups, ...version.recommends].flatMap(({ alternatives }) => alternatives);

/** The name itself, unless its version is another one, and those installed that provide it. */
function weighedBy(target: Target, marking: Marking): readonly Package[] {
  const owner = target.group.owner.package;
  const negative = isNegative(target.group);
  const weighed: Package[] = [];
  if (!(negative && target.package === owner)) {
    const version = marking.installOf(target.package)?.version;
    const versioned = target.relation.operator !== undefined;
    if (versioned && (version === undefined || !fulfils(version, target.relation))) return weighed;
    weighed.push(target.package);
  }
  const providers = target.package.providers.filter(({ package: provider, provisions }) => {
    const installed = negative && provider === owner ? undefined : marking.installOf(provider);
    return (
      installed !== undefined &&
      provisions.some(({ by, version }) => by === installed && fulfils(version, target.relation))
    );
  });
  return [...weighed, ...providers.map(({ package: provider }) => provider)];
}

type Add = (to: Package, points: number) => void;

/** Adds the base weight of each dependent, if it is positive. */
function inherit(installed: readonly Version[], base: ReadonlyMap<Package, number>, add: Add, marking: Marking): void {
  for (const version of installed) {
    const points = base.get(version.package) ?? 0;
    if (points <= 0) continue;
    for (const { group, package: one } of targetsOf(version)) {
      if (!isNegative(group) && marking.installOf(one) !== undefined) add(one, points);
    }
  }
}

/** What a package gained goes to those that provide its name as well. */
function passOn(
  installed: readonly Version[],
  base: ReadonlyMap<Package, number>,
  scores: ReadonlyMap<Package, number>,
  add: Add,
): void {
  for (const version of installed) {
    const gained = Math.abs((scores.get(version.package) ?? 0) - (base.get(version.package) ?? 0));
    if (gained === 0) continue;
    for (const provider of version.package.providers) {
      if (provider.provisions.some(({ by }) => installed.includes(by))) add(provider.package, gained);
    }
  }
}
