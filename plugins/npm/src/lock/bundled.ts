import type { LockEntry } from './lock-entry.js';
import { ownerOf } from './lock-path.js';

/**
 * The package in whose file an entry comes; undefined for one that has a file of its own. What the project itself bundles
 * is bundled when somebody packs the project, and fetched until then.
 */
export function containerOf(entry: LockEntry, kept: ReadonlyMap<string, LockEntry>): LockEntry | undefined {
  let at = entry;
  while (at.bundled) {
    const owner = kept.get(ownerOf(at.path));
    if (owner === undefined) return undefined;
    at = owner;
  }
  return at === entry ? undefined : at;
}
