import type { Graph } from './graph.js';
import { ownFolders } from './installed.js';
import type { LockEntry } from './lock-entry.js';
import { nameAt } from './lock-path.js';

/**
 * Who asks for each installed entry, by path: the name of the package nearest to the project, undefined where the project
 * asks itself or nobody is known to.
 */
export function requiredBy(
  entries: ReadonlyMap<string, LockEntry>,
  kept: ReadonlyMap<string, LockEntry>,
  graph: Graph,
): ReadonlyMap<string, string | undefined> {
  const asked = new Map<string, string | undefined>();
  const reached = [...ownFolders(entries, kept, graph)];
  const seen = new Set(reached.map(({ path }) => path));
  for (let at = 0; at < reached.length; at++) {
    const from = reached[at];
    if (from === undefined) break;
    for (const { to, kind } of graph.out(from.path)) {
      if (to === undefined || kind === 'dev' || !kept.has(to.path) || seen.has(to.path)) continue;
      seen.add(to.path);
      asked.set(to.path, nameAt(from.path) === undefined ? undefined : from.name);
      reached.push(to);
    }
  }
  return asked;
}
