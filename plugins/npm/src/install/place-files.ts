import type { ImageEntry, Place } from '@quench/plugin-sdk';
import { relativeTo } from '../lock/index.js';
import type { PackageFile } from './package-files.js';

/** Where and when. */
export interface Placing {
  /** Empty, or a path with `/` behind it. */
  readonly folder: string;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** A package's files at a place, its programs executable and linked to. Folders are made by whoever writes files. */
export function placeFiles(
  files: ReadonlyMap<string, PackageFile>,
  { path, programs }: Place,
  { folder, mtime }: Placing,
): readonly ImageEntry[] {
  const owned = { uid: 0, gid: 0, mtime };
  const there = programs.filter(({ target }) => isThere(target.slice(path.length + 1), files));
  const run = new Set(there.map(({ target }) => target.slice(path.length + 1)));
  const entries = [...files].map(([file, { mode, content }]): ImageEntry => {
    const place = { path: `${folder}${path}/${file}`, ...owned, type: 'file' } as const;
    return run.has(file) ? { ...place, mode: 0o755, content: withUnixFirstLine(content) } : { ...place, mode, content };
  });
  const links = there.map((link): ImageEntry => {
    const target = relativeTo(link.path, link.target);
    return { path: folder + link.path, ...owned, type: 'symlink', mode: 0o777, target };
  });
  return [...entries, ...links];
}

/** A package may say that a folder of it is a program; npm links to it. */
const isThere = (target: string, files: ReadonlyMap<string, PackageFile>): boolean =>
  files.has(target) || [...files.keys()].some((path) => path.startsWith(`${target}/`));

const HASHBANG = [0x23, 0x21];
/** Within which npm looks for the end of the first line. */
const LONGEST = 2048;

/** The kernel takes a carriage return behind the interpreter's name for a part of it. */
function withUnixFirstLine(content: Uint8Array): Uint8Array {
  const end = content.subarray(0, LONGEST).indexOf(0x0a);
  if (!HASHBANG.every((byte, at) => content[at] === byte) || end < 4 || content[end - 1] !== 0x0d) return content;
  const changed = new Uint8Array(content.length - 1);
  changed.set(content.subarray(0, end - 1));
  changed.set(content.subarray(end), end - 1);
  return changed;
}
