import type { Marking } from './marking.js';
import { isNegative, type Target } from './target.js';
import type { Group, Package, Version } from './universe.js';

/**
 * The candidates that would satisfy a group, best first: alternative by alternative as written, and for each the package
 * of that name before those that provide it. Some may occur twice, as apt counts them.
 */
export function solutions(group: Group, marking: Marking): readonly Version[] {
  const all: Version[] = [];
  for (const target of group.alternatives) {
    if (!marking.couldHit(target)) continue;
    const found = candidatesOf(target, marking);
    for (const version of found.sort(byPreference(target.package, marking))) {
      if (all.at(-1) !== version) all.push(version);
    }
  }
  return isNegative(group) ? all : all.filter((version) => !ruledOut(version.package, marking));
}

function candidatesOf(target: Target, marking: Marking): Version[] {
  const forbids = isNegative(target.group);
  return target.matches.filter((version) => {
    const { package: owner } = version;
    // Who only provides what is forbidden is in the way only if it is to be installed.
    if (forbids && owner !== target.package && marking.installOf(owner) === undefined) return false;
    return marking.mark(owner).candidate === version;
  });
}

/** Fixed as not to be installed. */
const ruledOut = (of: Package, marking: Marking): boolean => {
  const mark = marking.mark(of);
  return mark.fixed && mark.mode === 'keep';
};

/** The order of apt's CompareProviders for packages of which none is installed. */
const byPreference =
  (wanted: Package, marking: Marking) =>
  (a: Version, b: Version): number =>
    first(marking.mark(a.package).fixed, marking.mark(b.package).fixed) ||
    first(a.package === wanted, b.package === wanted) ||
    first(a.essential, b.essential) ||
    first(a.important, b.important) ||
    a.priority - b.priority ||
    b.package.rank - a.package.rank;

const first = (a: boolean, b: boolean): number => Number(b) - Number(a);
