import { PluginError } from '@quench/plugin-sdk';
import type { Marking } from './marking.js';
import { satisfying } from './sweep.js';
import { isNegative, type Target } from './target.js';
import type { Group, Package, Version } from './universe.js';

/** Why no closure was found, with the chain from what was asked for to what is missing or in the way. */
export function explain(roots: readonly Package[], marking: Marking): PluginError {
  const seen = new Set<Version>();
  for (const root of roots) {
    const chain = root.candidate === undefined ? undefined : missing(root.candidate, [], seen);
    if (chain !== undefined) {
      return unsatisfiable(`${chain.join(' needs ')}, which no suite of the distribution has`, chain);
    }
  }
  return (
    clash(roots, marking) ?? unsatisfiable(`${names(roots).join(', ')} cannot be installed together`, names(roots))
  );
}

/** A name that was asked for and that nothing is called. @param all names of packages */
export function explainUnknown(name: string, providers: readonly string[], all: readonly string[]): PluginError {
  if (providers.length === 0) {
    const known = all.filter((one) => isLike(one, name)).slice(0, MAX_KNOWN);
    return new PluginError('unsatisfiable', `no suite of the distribution has a package ${name}`, {
      chain: [name],
      known,
    });
  }
  const choice = providers.slice(0, 10).join(', ');
  return unsatisfiable(`${name} is only provided, by ${choice}: ask for one of them by its name`, [name]);
}

/** Names that are offered in place of one that nothing is called. */
const MAX_KNOWN = 1_000;

/** Whoever mistypes a name begins it well, most of the time, and has about its length. */
const isLike = (one: string, name: string): boolean =>
  one.startsWith(name.slice(0, 2)) && Math.abs(one.length - name.length) <= 3;

const names = (packages: readonly Package[]): readonly string[] => packages.map(({ name }) => name);

const unsatisfiable = (message: string, chain: readonly string[]): PluginError =>
  new PluginError('unsatisfiable', message, { chain });

/** The way to the first group that no candidate satisfies. Each version is looked at once: circles are no reason. */
function missing(version: Version, above: readonly string[], seen: Set<Version>): readonly string[] | undefined {
  if (seen.has(version)) return undefined;
  seen.add(version);
  const path = [...above, version.package.name];
  for (const group of version.groups.filter(({ kind }) => kind === 'depends')) {
    const candidates = group.alternatives.flatMap(candidatesOf);
    if (candidates.length === 0) return [...path, textOf(group)];
    const chains = candidates.map((candidate) => missing(candidate, path, seen));
    if (chains.every((chain) => chain !== undefined)) return chains[0];
  }
  return undefined;
}

const candidatesOf = ({ matches }: Target): readonly Version[] =>
  matches.filter((version) => version.package.candidate === version);

const textOf = (group: Group): string =>
  group.alternatives
    .map(({ relation: { name, operator, version } }) =>
      operator === undefined ? name : `${name} (${operator} ${version})`,
    )
    .join(' | ');

/** Two packages of which one forbids the other, and how each comes to be needed. */
function clash(roots: readonly Package[], marking: Marking): PluginError | undefined {
  const installed = marking.installed();
  const unmet = installed.flatMap(({ groups }) => groups.filter((group) => !marking.holds(group)));
  for (const group of unmet) {
    const found = conflictBehind(group, installed, marking);
    if (found !== undefined) return clashOf(roots, found.owner, found.group, found.other);
  }
  return undefined;
}

interface Conflict {
  readonly owner: Version;
  readonly group: Group;
  readonly other: Version;
}

/** A group that does not hold forbids what is there, or wants what something there forbids. */
function conflictBehind(group: Group, installed: readonly Version[], marking: Marking): Conflict | undefined {
  if (!isNegative(group)) {
    const wanted = group.alternatives.flatMap(candidatesOf);
    return wanted.map((one) => conflictAmong(one, installed)).find((found) => found !== undefined);
  }
  const [other] = group.alternatives.flatMap((target) => satisfying(target, marking));
  return other === undefined ? undefined : { owner: group.owner, group, other };
}

/** Between a package that was not chosen and those that were. */
function conflictAmong(wanted: Version, installed: readonly Version[]): Conflict | undefined {
  for (const other of installed) {
    const group = forbidding(other, wanted);
    if (group !== undefined) return { owner: other, group, other: wanted };
    const reverse = forbidding(wanted, other);
    if (reverse !== undefined) return { owner: wanted, group: reverse, other };
  }
  return undefined;
}

const forbidding = (owner: Version, other: Version): Group | undefined =>
  owner.groups.find((group) => isNegative(group) && group.alternatives.some(({ matches }) => matches.includes(other)));

function clashOf(roots: readonly Package[], owner: Version, group: Group, other: Version): PluginError {
  const left = wayTo(owner.package, roots);
  const right = wayTo(other.package, roots);
  const verb = group.kind === 'breaks' ? 'breaks' : 'conflicts with';
  const chain = [...left, `${verb} ${textOf(group)}`, ...right];
  const how = (way: readonly string[]): string => way.join(' needs ');
  return unsatisfiable(`${owner.package.name} ${verb} ${textOf(group)}: ${how(left)}; ${how(right)}`, chain);
}

/** The shortest way from what was asked for, over everything that would do. */
function wayTo(goal: Package, roots: readonly Package[]): readonly string[] {
  const from = new Map<Package, Package | undefined>(roots.map((root) => [root, undefined]));
  // Grows while it is walked.
  const open = [...roots];
  for (const current of open) {
    if (from.has(goal)) break;
    for (const next of neighbours(current)) {
      if (from.has(next)) continue;
      from.set(next, current);
      open.push(next);
    }
  }
  const way: string[] = [];
  for (let at: Package | undefined = goal; at !== undefined; at = from.get(at)) way.unshift(at.name);
  return way;
}

const neighbours = (of: Package): readonly Package[] =>
  (of.candidate?.groups ?? [])
    .filter(({ kind }) => kind === 'depends')
    .flatMap(({ alternatives }) => alternatives.flatMap(candidatesOf))
    .map((version) => version.package);
