import type { Marking } from './marking.js';
import { satisfiers, satisfying } from './sweep.js';
import type { Group, Package, Version } from './universe.js';

/** A closure without what an image leaves out. */
export interface Pruned {
  readonly kept: readonly { readonly version: Version; readonly requiredBy: string | undefined }[];
  /** Sorted by name; each with the first that wanted it, nearest to what was asked for. */
  readonly dropped: readonly { readonly name: string; readonly wantedBy: string }[];
}

/**
 * Walks a closure from what was asked for, breadth first, and leaves out the names of `without` with everything that
 * only they need. With no such names the answer is the whole closure.
 *
 * A group whose first satisfied alternative is left out counts as satisfied: its other alternatives are not followed.
 */
export function prune(marking: Marking, roots: readonly Package[], without: ReadonlySet<string>): Pruned {
  const requiredBy = new Map<Package, string | undefined>(roots.map((root) => [root, undefined]));
  const dropped = new Map<string, string>();
  const open = roots.flatMap((root) => marking.mark(root).install ?? []);
  // Grows while it is walked.
  for (const { groups, package: owner } of open) {
    for (const group of groups) {
      const left = without.size === 0 ? undefined : leftOut(group, { marking, roots, without });
      if (left !== undefined && !dropped.has(left)) dropped.set(left, owner.name);
      const found = left === undefined ? satisfiers(group, marking) : [];
      const follow = found.filter((one) => !requiredBy.has(one.package) && !without.has(one.package.name));
      // One package may satisfy several alternatives.
      for (const next of new Set(follow)) {
        requiredBy.set(next.package, owner.name);
        open.push(next);
      }
    }
  }
  if (without.size === 0) open.push(...unreached(marking, requiredBy, roots));
  return {
    kept: open.map((version) => ({ version, requiredBy: requiredBy.get(version.package) })),
    dropped: [...dropped].map(([name, wantedBy]) => ({ name, wantedBy })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

interface Choice {
  readonly marking: Marking;
  readonly roots: readonly Package[];
  readonly without: ReadonlySet<string>;
}

/** The name that is left out of a group: of its first satisfied alternative, or of what satisfies that. */
function leftOut(group: Group, { marking, roots, without }: Choice): string | undefined {
  if (group.kind !== 'depends') return undefined;
  for (const target of group.alternatives) {
    const all = satisfying(target, marking);
    const [first] = all;
    if (first === undefined) continue;
    if (all.some((version) => roots.includes(version.package))) return undefined;
    if (without.has(first.package.name)) return first.package.name;
    const name = target.relation.name.replace(/:.*$/, '');
    return without.has(name) ? name : undefined;
  }
  return undefined;
}

/** Installed although no chosen alternative leads there; apt keeps such packages when something else holds them. */
function unreached(
  marking: Marking,
  requiredBy: Map<Package, string | undefined>,
  roots: readonly Package[],
): readonly Version[] {
  const rest = marking.installed().filter((version) => !requiredBy.has(version.package));
  for (const version of rest) requiredBy.set(version.package, roots[0]?.name);
  return rest;
}
