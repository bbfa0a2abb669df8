import type { ArchiveEntry } from '@quench/plugin-sdk';
import { refused } from './archive-fault.js';

/**
 * Refuses entries that mean something else together than each alone: a path that occurs twice, an entry below
 * something that is not a directory (a symlink would carry it out of the root), a hard link to no file of the archive.
 * @throws IntegrityFault `archive-entry-refused`
 */
export function refuseConflicts(entries: readonly ArchiveEntry[]): void {
  const types = new Map<string, ArchiveEntry['type']>();
  for (const { path, type } of entries) {
    if (types.has(path)) throw refused(path, 'occurs twice');
    types.set(path, type);
  }
  for (const { path, type, target } of entries) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = types.get(path.slice(0, end));
      if (parent !== undefined && parent !== 'directory') throw refused(path, `lies below a ${parent}`);
    }
    if (type === 'hardlink' && types.get(target ?? '') !== 'file') {
      throw refused(path, `is a hard link to "${target ?? ''}", which is no file of the archive`);
    }
  }
}

/** Entries without those that say again what one before them says: packers that list files under two names do so. */
export function withoutRepeats(entries: readonly ArchiveEntry[]): readonly ArchiveEntry[] {
  const first = new Map<string, ArchiveEntry>();
  return entries.filter((entry) => {
    const before = first.get(entry.path);
    first.set(entry.path, before ?? entry);
    return before === undefined || !isSame(before, entry);
  });
}

const isSame = (a: ArchiveEntry, b: ArchiveEntry): boolean =>
  a.type === b.type && a.mode === b.mode && a.target === b.target && Buffer.compare(a.content, b.content) === 0;
