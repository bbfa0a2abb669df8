import { PluginError, type ArchiveEntry, type ImageEntry, type Taken } from '@quench/plugin-sdk';
import { isLeftOut } from './left-out.js';
import { isMadeHere } from './made-here.js';
import { linkedPath, mergedPath } from './merged-path.js';
import { needsAbsentInterpreter, needsLocalInterpreter } from './needs-interpreter.js';
import { groupNumber, userNumber } from './owners.js';

/** Sticky stays; setuid and setgid never reach an image. */
const MODE_BITS = 0o1777;
const EXECUTABLE = 0o111;

/**
 * What an image takes of a package's files, at their places in a merged `/usr`.
 *
 * - A symlink to something left out goes with it: it would dangle.
 * - A module of Python that is a script, too, is a module only where its interpreter is absent.
 * - A hard link whose first name is left out becomes the file itself, and further names link to that one.
 * - All entries carry one time, the newest of the package, so that nothing depends on what else is in an image.
 * @throws PluginError `malformed-input` when two entries meet at one path
 */
export function filterEntries(
  source: readonly ArchiveEntry[],
  mtime: number,
  taken: Taken = 'to-run',
): readonly ImageEntry[] {
  // With a shell, a script may be run after all.
  const scripts = scriptsFor(taken === 'to-run' ? needsAbsentInterpreter : needsLocalInterpreter, source);
  const goes = (path: string): boolean =>
    isLeftOut(path, taken) || (taken === 'to-run' && scripts.has(path) && !isModule(path));
  return placed(source, mtime, goes).map((entry) =>
    entry.type === 'file' && scripts.has(entry.path) && isModule(entry.path)
      ? { ...entry, mode: entry.mode & ~EXECUTABLE }
      : entry,
  );
}

const isModule = (path: string): boolean => /^usr\/(?:lib|share)\/.*\.py$/.test(path);

/** All of a package's files, at the same places; only what `finish` would make is not among them. Throws the same. */
export const allEntries = (source: readonly ArchiveEntry[], mtime: number): readonly ImageEntry[] =>
  placed(source, mtime, () => false);

function placed(
  source: readonly ArchiveEntry[],
  mtime: number,
  goes: (path: string) => boolean,
): readonly ImageEntry[] {
  const kept = new Map<string, ImageEntry>();
  const contents = new Map(source.map((entry) => [entry.path, entry]));
  const moved = new Map<string, string>();
  for (const entry of source) {
    const path = mergedPath(entry.path);
    if (isMadeHere(entry.path) || goes(path) || isLinkTo(entry, path, goes)) continue;
    const before = kept.get(path);
    const next = toEntry(entry, { path, mtime, contents, moved, goes });
    if (before === undefined) kept.set(path, next);
    else if (before.type !== 'directory' || next.type !== 'directory') throw twice(path, entry.path);
  }
  return [...kept.values()];
}

interface Place {
  readonly path: string;
  readonly mtime: number;
  readonly contents: ReadonlyMap<string, ArchiveEntry>;
  /** First names that were left out, by where their contents are now. */
  readonly moved: Map<string, string>;
  readonly goes: (path: string) => boolean;
}

function toEntry(entry: ArchiveEntry, { path, mtime, contents, moved, goes }: Place): ImageEntry {
  const base = {
    path,
    mode: entry.mode & MODE_BITS,
    uid: userNumber(entry.user, entry.uid),
    gid: groupNumber(entry.group, entry.gid),
    mtime,
  };
  const target = entry.target ?? '';
  switch (entry.type) {
    case 'directory':
      return { ...base, type: 'directory' };
    case 'file':
      return { ...base, type: 'file', content: entry.content };
    case 'symlink':
      return { ...base, mode: 0o777, type: 'symlink', target };
    case 'hardlink': {
      const first = mergedPath(target);
      const linked = moved.get(first) ?? first;
      if (linked !== first || !goes(first)) return { ...base, type: 'hardlink', target: linked };
      moved.set(first, path);
      return { ...base, type: 'file', content: contents.get(target)?.content ?? new Uint8Array() };
    }
  }
}

/** A link by its text; a package's own links are relative or absolute, and may pass through the old top directories. */
function isLinkTo(entry: ArchiveEntry, path: string, goes: (path: string) => boolean): boolean {
  if (entry.type !== 'symlink') return false;
  const linked = linkedPath(path, entry.target ?? '');
  return linked === undefined || goes(linked);
}

/** The paths of scripts that nothing in an image can run, with the other names of the same file. */
function scriptsFor(isAbsent: (content: Uint8Array) => boolean, source: readonly ArchiveEntry[]): ReadonlySet<string> {
  const scripts = new Set<string>();
  for (const { type, path, mode, content } of source) {
    if (type === 'file' && (mode & EXECUTABLE) !== 0 && isAbsent(content)) scripts.add(mergedPath(path));
  }
  for (const { type, path, target } of source) {
    if (type === 'hardlink' && scripts.has(mergedPath(target ?? ''))) scripts.add(mergedPath(path));
  }
  return scripts;
}

const twice = (path: string, written: string): PluginError =>
  new PluginError('malformed-input', `a package has two entries at /${path}, one written as ${written}`);
