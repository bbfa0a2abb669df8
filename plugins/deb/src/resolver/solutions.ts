import { fulfils, isNegative, type Marking } from './marking.js';
import type { Group, Package, Version } from './universe.js';

/**
 * The candidates that would satisfy a group, best first: alternative by alternative as written, and for each the package
 * of that name before those that provide it. Some may occur twice, as apt counts them.
 */
export function solutions(group: Group, marking: Marking): readonly Version[] {
  const all: Version[] = [];
  for (const target of group.alternatives) {
    if (!marking.couldHit(target)) continue;
    const found = candidatesOf(group, target, marking);
    for (const version of found.sort(byPreference(target.package, marking))) {
      if (all.at(-1) !== version) all.push(version);
    }
  }
  return isNegative(group) ? all : all.filter((version) => !ruledOut(version.package, marking));
}

function candidatesOf(group: Group, target: Group['alternatives'][number], marking: Marking): Version[] {
  const forbids = isNegative(group);
  const self = group.owner.package;
  const found: Version[] = [];
  const own = marking.mark(target.package).candidate;
  if (own !== undefined && !(forbids && target.package === self) && fulfils(own.version, target.relation)) {
    found.push(own);
  }
  for (const provider of target.package.providers) {
    if (forbids && (provider.package === self || marking.installOf(provider.package) === undefined)) continue;
    const { candidate } = marking.mark(provider.package);
    for (const { by, version } of provider.provisions) {
      if (by === candidate && fulfils(version, target.relation)) found.push(by);
    }
  }
  return found;
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
