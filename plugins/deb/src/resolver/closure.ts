import { markInstall } from './mark-install.js';
import { Marking } from './marking.js';
import { solveProblems } from './solve-problems.js';
import { sweep } from './sweep.js';
import type { Package, Universe } from './universe.js';

/** What apt would install on an empty system, or that it would refuse. */
export type Closure =
  | { readonly kind: 'found'; readonly marking: Marking; readonly roots: readonly Package[] }
  | { readonly kind: 'unknown'; readonly name: string; readonly providers: readonly string[] }
  | { readonly kind: 'unsatisfiable'; readonly roots: readonly Package[]; readonly marking: Marking };

/**
 * The closure of some names as `apt-get install --no-install-recommends` computes it where nothing is installed: asked
 * for names first and together, then each with its dependencies in the order given, then the problem solver, then the
 * sweep.
 */
export function findClosure(names: readonly string[], universe: Universe): Closure {
  const roots: Package[] = [];
  for (const name of names) {
    const root = selected(universe.package(name));
    if (root === undefined) return { kind: 'unknown', name, providers: providerNames(universe.package(name)) };
    if (!roots.includes(root)) roots.push(root);
  }
  const marking = new Marking();
  for (const root of roots) {
    marking.mark(root).fixed = true;
    markInstall(root, { asked: true, deep: false, depth: 0 }, marking);
  }
  for (const root of roots) markInstall(root, { asked: true, deep: true, depth: 0 }, marking);
  if (!solveProblems(marking, roots)) return { kind: 'unsatisfiable', roots, marking };
  sweep(marking);
  return { kind: 'found', marking, roots };
}

/** The package itself, or the only one that provides a name which no package has. */
function selected(asked: Package): Package | undefined {
  if (asked.candidate !== undefined) return asked;
  const [only, ...others] = providersOf(asked);
  return others.length === 0 ? only : undefined;
}

const providersOf = (asked: Package): readonly Package[] =>
  asked.providers.filter(({ provisions }) => provisions.length > 0).map(({ package: provider }) => provider);

const providerNames = (asked: Package): readonly string[] => providersOf(asked).map(({ name }) => name);
