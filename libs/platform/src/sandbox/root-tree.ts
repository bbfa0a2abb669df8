import { chmodSync, linkSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { IntegrityFault } from '@quench/kernel';
import type { LayerEntry } from '@quench/ports';
import { Owners, type Ownership } from './ownership.js';
import type { UnpackedEntry } from './unpacked-layers.js';

const WHITEOUT = '.wh.';
/** Written before others have a turn: by promises an entry costs three times as much. */
const ENTRIES_A_TURN = 256;

type DirectoryEntry = LayerEntry & { readonly type: 'directory' };

/**
 * Lays unpacked layers over each other into an empty folder of the same file system; their files are linked, not copied.
 * Nothing is written through a link, so nothing leaves it.
 * @throws IntegrityFault `layer-path-escapes` for an entry beneath a link
 */
export class RootTree {
  /** Real directories, by path inside the root, with the modes that they get when all is written. */
  private readonly directories = new Map<string, number>([['', 0o755]]);
  /** Paths of everything else. */
  private readonly others = new Set<string>();
  private readonly owners: Owners;

  constructor(
    private readonly root: string,
    ownership: Ownership,
  ) {
    this.owners = new Owners(root, ownership);
  }

  async layer(entries: readonly UnpackedEntry[]): Promise<void> {
    for (const [at, entry] of entries.entries()) {
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      if (name.startsWith(WHITEOUT)) this.hide(entry.path, name);
      else this.write(entry);
      if (at % ENTRIES_A_TURN === ENTRIES_A_TURN - 1) await setImmediate();
    }
  }

  /** A directory that the sandbox needs as a place to mount something; kept as it is where the image has it. */
  mountPoint(path: string): void {
    const inside = path.replace(/^\/+|\/+$/g, '');
    if (!isThere(join(this.root, inside))) this.write(closedFolder(inside));
  }

  /** Gives the directories their modes; until then they are open to the writer. */
  finish(): void {
    for (const [path, mode] of [...this.directories].reverse()) chmodSync(join(this.root, path), mode);
  }

  private write(entry: UnpackedEntry): void {
    this.parent(entry.path);
    const at = join(this.root, entry.path);
    if (entry.type === 'directory') return this.directory(entry, at);
    this.clear(entry.path);
    this.others.add(entry.path);
    if (entry.type === 'file') return linkSync(entry.from, at);
    if (entry.type === 'hardlink') return this.hardlink(entry.target, at);
    symlinkSync(entry.target, at);
    this.owners.own(entry, at);
  }

  private directory(entry: DirectoryEntry, at: string): void {
    if (!this.directories.has(entry.path)) {
      this.clear(entry.path);
      mkdirSync(at, { mode: 0o700 });
    }
    this.owners.own(entry, at);
    this.directories.set(entry.path, this.owners.mode(entry));
  }

  private hardlink(target: string, at: string): void {
    this.parent(target);
    linkSync(join(this.root, target), at);
  }

  private parent(path: string): void {
    const parent = dirname(path) === '.' ? '' : dirname(path);
    if (this.directories.has(parent)) return;
    this.parent(parent);
    if (isThere(join(this.root, parent))) {
      throw new IntegrityFault('layer-path-escapes', `A layer has /${path} beneath /${parent}, which is no directory`);
    }
    this.write(closedFolder(parent));
  }

  private hide(path: string, name: string): void {
    this.parent(path);
    const folder = path.slice(0, path.length - name.length);
    const target = folder + name.slice(WHITEOUT.length);
    if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) return; // Opaque markers; layers of one build never hide each other.
    this.clear(target);
  }

  /** Makes room for another entry: the folder was empty, so what was not written here is not there. */
  private clear(path: string): void {
    const isFolder = this.directories.has(path);
    if (!isFolder && !this.others.delete(path)) return;
    rmSync(join(this.root, path), { recursive: true, force: true });
    if (!isFolder) return;
    for (const known of [this.directories, this.others]) {
      for (const each of known.keys()) if (each === path || each.startsWith(`${path}/`)) known.delete(each);
    }
  }
}

const closedFolder = (path: string): DirectoryEntry => ({ path, type: 'directory', mode: 0o755, uid: 0, gid: 0 });
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
