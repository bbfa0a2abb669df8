import type { ImageEntry } from '@quench/plugin-sdk';

/** The directories above a path, outermost first. */
export function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Adds directories that entries are in and that nobody mentions: 0755, root's, as old as what asked for them. */
export function withParents(entries: readonly ImageEntry[]): readonly ImageEntry[] {
  const known = new Set(entries.map(({ path }) => path));
  const added: ImageEntry[] = [];
  for (const { path, mtime } of entries) {
    for (const parent of parentsOf(path)) {
      if (known.has(parent)) continue;
      known.add(parent);
      added.push({ type: 'directory', path: parent, mode: 0o755, uid: 0, gid: 0, mtime });
    }
  }
  return [...added, ...entries];
}
