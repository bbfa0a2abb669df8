import type { Marking } from './marking.js';
import { solutions } from './solutions.js';
import { isNegative } from './target.js';
import type { Group, Package } from './universe.js';

const DEEPEST = 3000;

/** How a package comes to be marked. */
export interface Request {
  /** Somebody asked for it by name. */
  readonly asked: boolean;
  /** With what it depends on. */
  readonly deep: boolean;
  readonly depth: number;
}

/**
 * Marks a package for installation, depth first with everything that it needs, as apt's MarkInstall does on a system
 * where nothing is installed. False when that fails; what was marked on the way then stays, and is swept later.
 */
export function markInstall(of: Package, request: Request, marking: Marking): boolean {
  if (!permitted(of, request, marking)) return false;
  const { fixed, mode } = marking.mark(of);
  if (!fixed && mode === 'install' && !marking.broken(of)) return true;
  if (request.deep) return installable(of, marking) && markDeep(of, request, marking);
  marking.select(of, !request.asked);
  return true;
}

function permitted(of: Package, request: Request, marking: Marking): boolean {
  if (request.depth > DEEPEST || of.versions.length === 0) return false;
  const { fixed, mode, candidate } = marking.mark(of);
  if (fixed && mode === 'keep' && !request.asked) return false;
  return candidate !== undefined;
}

function markDeep(of: Package, request: Request, marking: Marking): boolean {
  const mark = marking.mark(of);
  if (request.asked) marking.select(of, false);
  const settled = mark.fixed || request.asked;
  const pending = collect(mark.candidate?.groups ?? [], mark.fixed, marking);
  const cleared = expel(pending.filter(isNegative), { ...request, fixed: mark.fixed }, marking);
  if (!cleared && !settled) return false;
  if (!request.asked) marking.select(of, true);
  const fixed = mark.fixed;
  mark.fixed = true;
  const wanted = pending.filter((group) => !isNegative(group));
  const installed = installGroups(wanted, { ...request, fixed }, marking);
  if (!fixed) mark.fixed = false;
  if (!installed && !settled) marking.giveUp(of);
  return cleared && installed;
}

/** Gives up a candidate that depends on what no candidate satisfies. */
function installable(of: Package, marking: Marking): boolean {
  const mark = marking.mark(of);
  const groups = mark.candidate?.groups ?? [];
  const possible = groups.every(
    (group) =>
      group.kind !== 'depends' || group.alternatives.some((target) => marking.hits(target) || marking.couldHit(target)),
  );
  if (possible) return true;
  if (!mark.fixed) marking.drop(of);
  return false;
}

/** The groups to look after: those that do not hold, and of a fixed package all. */
const collect = (groups: readonly Group[], fixed: boolean, marking: Marking): readonly Group[] =>
  fixed ? groups : groups.filter((group) => !marking.holds(group));

/** Takes back what conflicts. */
function expel(groups: readonly Group[], request: Request & { readonly fixed: boolean }, marking: Marking): boolean {
  const giveIn = !request.fixed && !request.asked;
  let failed = false;
  for (const version of groups.flatMap((group) => solutions(group, marking))) {
    const mark = marking.mark(version.package);
    if (mark.candidate !== version) continue;
    if (mark.mode === 'install' && !marking.keep(version.package)) {
      if (giveIn) return false;
      failed = true;
    } else if (request.fixed) {
      marking.discard(version.package);
      mark.fixed = true;
    }
  }
  return !failed;
}

function installGroups(
  groups: readonly Group[],
  request: Request & { readonly fixed: boolean },
  marking: Marking,
): boolean {
  let failed = false;
  for (const group of groups) {
    const held = group.alternatives.some((target) => marking.hits(target));
    if (held && !request.fixed) continue;
    const done = held ? fixOnlySolution(group, request, marking) : installOne(group, request, marking);
    if (done) continue;
    failed = true;
    if (!held && !request.fixed && !request.asked) break;
  }
  return !failed;
}

/** What a fixed package needs, and only one package gives, is fixed as well. */
function fixOnlySolution(group: Group, request: Request, marking: Marking): boolean {
  const [only, ...others] = new Set(solutions(group, marking).map((version) => version.package));
  if (only === undefined || others.length > 0 || marking.mark(only).fixed) return true;
  marking.mark(only).fixed = true;
  return markInstall(only, { asked: false, deep: true, depth: request.depth + 1 }, marking);
}

function installOne(group: Group, request: Request & { readonly fixed: boolean }, marking: Marking): boolean {
  const possible = solutions(group, marking);
  for (const version of possible) {
    if (marking.mark(version.package).candidate !== version) continue;
    const next = { asked: false, deep: true, depth: request.depth + 1 };
    if (request.fixed && possible.length === 1) {
      if (!markInstall(version.package, { ...next, deep: false }, marking)) continue;
      marking.mark(version.package).fixed = true;
    }
    if (markInstall(version.package, next, marking)) return true;
  }
  return false;
}
