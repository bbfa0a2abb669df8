import { fchmodSync, fchownSync, lchownSync, lstatSync, readFileSync } from 'node:fs';
import { getegid } from 'node:process';
import type { LayerEntry } from '@quench/ports';
import { effectiveMode, type User } from './effective-mode.js';

const PERMISSIONS = 0o777;
const SET_GID = 0o2000;

/** How owners are kept: as they are, which needs root, or as rights of the one user. */
export type Ownership = { readonly kind: 'real' } | { readonly kind: 'mapped'; readonly user: User };

/** What makes an ownership another one. */
export const describedOwnership = (ownership: Ownership): string =>
  ownership.kind === 'real' ? 'real' : `${String(ownership.user.uid)}:${String(ownership.user.gid)}`;

/** Gives what is written into a folder the owners and modes of its entries. */
export class Owners {
  /** What a new file does not get of its mode. */
  private readonly umask = umaskNow();
  /** Whose everything is that is written here; undefined where it is the folder that gives files their group. */
  private readonly writer: { readonly uid: number; readonly gid: number } | undefined;

  /** @param folder that everything is written into */
  constructor(
    folder: string,
    private readonly ownership: Ownership,
  ) {
    const { mode, uid, gid } = lstatSync(folder);
    const isOwn = (mode & SET_GID) === 0 && gid === getegid?.();
    this.writer = isOwn ? { uid, gid } : undefined;
  }

  /** The mode of an entry here. */
  mode(entry: LayerEntry | EntryOfFile): number {
    if (this.ownership.kind === 'real') return entry.mode;
    const mode = effectiveMode(entry, this.ownership.user);
    // In a read-only sandbox the right to write a directory is none, but it lets its owner remove the folder later.
    return entry.type === 'directory' ? mode | 0o200 : mode;
  }

  /** The mode to open a new file with. */
  firstMode(entry: EntryOfFile): number {
    return this.mode(entry) & PERMISSIONS;
  }

  /** Finishes an open file that was made with {@link firstMode}. */
  finish(entry: EntryOfFile, file: number): void {
    if (this.isAnothers(entry)) fchownSync(file, entry.uid, entry.gid);
    const mode = this.mode(entry);
    // Changing the owner clears set-id bits, so what of the mode is not there yet comes last.
    if ((mode & (this.umask | ~PERMISSIONS)) !== 0) fchmodSync(file, mode);
  }

  /** What is written here belongs to this process already, and saying it again costs as much as writing. */
  own(entry: { readonly uid: number; readonly gid: number }, at: string): void {
    if (this.isAnothers(entry)) lchownSync(at, entry.uid, entry.gid);
  }

  private isAnothers({ uid, gid }: { readonly uid: number; readonly gid: number }): boolean {
    return this.ownership.kind === 'real' && (uid !== this.writer?.uid || gid !== this.writer.gid);
  }
}

/** A regular file of a layer, wherever its bytes are. */
export type EntryOfFile = User & { readonly path: string; readonly mode: number; readonly type: 'file' };

/** From the kernel: Node would have to set it to read it, and other threads would see that. */
const umaskNow = (): number =>
  parseInt(/^Umask:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '777', 8);
