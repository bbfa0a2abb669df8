import { PluginError } from '@quench/plugin-sdk';
import type { Edge, Graph } from './graph.js';
import type { LockEntry } from './lock-entry.js';
import type { LockFile } from './lock-file.js';
import { nameAt, ownerOf } from './lock-path.js';
import { runsOn, type NpmPlatform } from './platform.js';

/**
 * The entries that npm would put into `node_modules` on a platform without what is only needed to develop, by path. An
 * optional package of another platform is left out with what only it needs.
 * @throws PluginError `unsupported` for a package of another platform that is not optional; `malformed-input` when a
 *   package lacks what it needs
 */
export function installed(lock: LockFile, graph: Graph, platform: NpmPlatform): ReadonlyMap<string, LockEntry> {
  const packages = [...lock.entries.values()].filter(({ path }) => nameAt(path) !== undefined);
  // What only developing needs and is of another platform does not hold what it needs, either.
  const foreign = packages.filter((entry) => !runsOn(entry, platform));
  const needed = foreign.find(({ optional, unused }) => !optional && !unused);
  if (needed !== undefined) {
    throw new PluginError(
      'unsupported',
      `${needed.link ? needed.path : `${needed.name} ${needed.version ?? ''}`} is not made for ${platform.os}, ${platform.cpu}, ${platform.libc}, and the project needs it.`,
    );
  }
  const left = new Set<string>();
  for (const { path, optional } of foreign) {
    if (optional && !left.has(path)) for (const each of failingWith(path, graph, left)) left.add(each);
  }
  const used = packages.filter(({ path, unused }) => !unused && !isWithin(path, left));
  const kept = new Map(used.map((entry) => [entry.path, entry]));
  refuseHoles(lock, graph, kept);
  return kept;
}

/** The project, and its folders that links which are kept lead to: of the others nothing is needed. */
export const ownFolders = (
  entries: LockFile['entries'],
  kept: ReadonlyMap<string, LockEntry>,
  graph: Graph,
): readonly LockEntry[] =>
  [...entries.values()].filter(
    ({ path }) =>
      path === '' || (nameAt(path) === undefined && graph.into(path).some(({ from }) => kept.has(from.path))),
  );

/** Whether a package is among those that are left out, or nested in one. */
const isWithin = (path: string, left: ReadonlySet<string>): boolean =>
  path !== '' && (left.has(path) || isWithin(ownerOf(path), left));

/** What goes with an optional package: who cannot do without it, up to who can, and what nobody else asks for. */
function failingWith(path: string, graph: Graph, left: ReadonlySet<string>): ReadonlySet<string> {
  const above = new Set([path]);
  for (const each of above) {
    for (const { from, kind } of graph.into(each)) if (kind !== 'may') above.add(from.path);
  }
  const counts = ({ from, to }: Edge): boolean => to !== undefined && !above.has(to.path) && !left.has(from.path);
  const gone = new Set(above);
  for (const each of gone) {
    for (const edge of graph.out(each)) if (edge.to !== undefined && counts(edge)) gone.add(edge.to.path);
  }
  const keepsOne = (): boolean =>
    [...gone].some((each) => {
      const wanted = graph.into(each).some((edge) => !gone.has(edge.from.path) && counts(edge));
      return wanted && gone.delete(each);
    });
  while (keepsOne());
  return gone;
}

function refuseHoles({ name, entries }: LockFile, graph: Graph, kept: ReadonlyMap<string, LockEntry>): void {
  for (const from of [...ownFolders(entries, kept, graph), ...kept.values()]) {
    // What is bundled comes as its author packed it.
    if (from.bundled || from.link) continue;
    const hole = graph.out(from.path).find((edge) => edge.kind === 'must' && !isThere(edge, kept));
    if (hole === undefined) continue;
    throw new PluginError(
      'malformed-input',
      `${name} has no ${hole.name}, which ${from.path === '' ? 'the project' : from.name} needs to run. Run npm install, and commit it.`,
    );
  }
}

const isThere = ({ to }: Edge, kept: ReadonlyMap<string, LockEntry>): boolean =>
  to !== undefined && (kept.has(to.path) || nameAt(to.path) === undefined);
