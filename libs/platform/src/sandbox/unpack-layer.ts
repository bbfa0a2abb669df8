import { lstatSync, readFileSync } from 'node:fs';
import { chmod, lchown, link, lstat, mkdir, open, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getegid } from 'node:process';
import { IntegrityFault, type Digest } from '@quench/kernel';
import type { ImageLayers, LayerEntry } from '@quench/ports';
import { effectiveMode, type User } from './effective-mode.js';

const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
const WHITEOUT = '.wh.';
const PERMISSIONS = 0o777;
const SET_GID = 0o2000;

/** How owners are kept: as they are, which needs root, or as rights of the one user. */
export type Ownership = { readonly kind: 'real' } | { readonly kind: 'mapped'; readonly user: User };

/**
 * Unpacks layers over each other into an empty folder. Nothing is written through a link, so nothing leaves it.
 * @throws IntegrityFault of `ImageLayers`, and `layer-path-escapes` for an entry beneath a link
 */
export class Unpacking {
  /** Real directories, by path inside the root, with the modes that they get when all is written. */
  private readonly directories = new Map<string, number>([['', 0o755]]);
  /** Paths of everything else. */
  private readonly others = new Set<string>();
  /** What a new file does not get of its mode. */
  private readonly umask = umaskNow();
  /** Whose everything is that is written here; undefined where it is the folder that gives files their group. */
  private readonly writer: { readonly uid: number; readonly gid: number } | undefined;

  constructor(
    private readonly root: string,
    private readonly ownership: Ownership,
  ) {
    const { mode, uid, gid } = lstatSync(root);
    const isOwn = (mode & SET_GID) === 0 && gid === getegid?.();
    this.writer = isOwn ? { uid, gid } : undefined;
  }

  async layer(layers: ImageLayers, digest: Digest): Promise<void> {
    for await (const entry of layers.entries(digest, { maxBytes: MAX_UNPACKED_BYTES })) {
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      if (name.startsWith(WHITEOUT)) await this.hide(entry.path, name);
      else await this.write(entry);
    }
  }

  /** A directory that the sandbox needs as a place to mount something; kept as it is where the image has it. */
  async mountPoint(path: string): Promise<void> {
    const inside = path.replace(/^\/+|\/+$/g, '');
    const found = await lstat(join(this.root, inside)).catch(() => undefined);
    if (found !== undefined) return;
    await this.write({ path: inside, type: 'directory', mode: 0o755, uid: 0, gid: 0 });
  }

  /** Gives the directories their modes; until then they are open to the writer. */
  async finish(): Promise<void> {
    for (const [path, mode] of [...this.directories].reverse()) await chmod(join(this.root, path), mode);
  }

  private async write(entry: LayerEntry): Promise<void> {
    await this.parent(entry.path);
    const at = join(this.root, entry.path);
    if (entry.type === 'directory') return this.directory(entry, at);
    await this.clear(entry.path);
    this.others.add(entry.path);
    if (entry.type === 'symlink') await symlink(entry.target, at);
    else if (entry.type === 'hardlink') return this.hardlink(entry.target, at);
    else return this.file(entry, at);
    await this.own(entry, at);
  }

  private async directory(entry: LayerEntry, at: string): Promise<void> {
    if (!this.directories.has(entry.path)) {
      await this.clear(entry.path);
      await mkdir(at, { mode: 0o700 });
    }
    await this.own(entry, at);
    this.directories.set(entry.path, this.mode(entry));
  }

  /** What is written here belongs to this process already, and saying it again costs as much as writing. */
  private async own({ uid, gid }: LayerEntry, at: string): Promise<void> {
    if (this.ownership.kind !== 'real' || (uid === this.writer?.uid && gid === this.writer.gid)) return;
    await lchown(at, uid, gid);
  }

  private async file(entry: LayerEntry & { readonly type: 'file' }, at: string): Promise<void> {
    const mode = this.mode(entry);
    const file = await open(at, 'wx', mode & PERMISSIONS);
    try {
      await file.writeFile(entry.content);
    } finally {
      await file.close();
    }
    await this.own(entry, at);
    // Changing the owner clears set-id bits, so what of the mode is not there yet comes last.
    if ((mode & (this.umask | ~PERMISSIONS)) !== 0) await chmod(at, mode);
  }

  private async hardlink(target: string, at: string): Promise<void> {
    await this.parent(target);
    await link(join(this.root, target), at);
  }

  private async parent(path: string): Promise<void> {
    const parent = dirname(path) === '.' ? '' : dirname(path);
    if (this.directories.has(parent)) return;
    await this.parent(parent);
    const at = join(this.root, parent);
    if ((await lstat(at).catch(() => undefined)) !== undefined) {
      throw new IntegrityFault('layer-path-escapes', `A layer has /${path} beneath /${parent}, which is no directory`);
    }
    await this.write({ path: parent, type: 'directory', mode: 0o755, uid: 0, gid: 0 });
  }

  private async hide(path: string, name: string): Promise<void> {
    await this.parent(path);
    const folder = path.slice(0, path.length - name.length);
    const target = folder + name.slice(WHITEOUT.length);
    if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) return; // Opaque markers; layers of one build never hide each other.
    await this.clear(target);
  }

  /** Makes room for another entry: the folder was empty, so what was not written here is not there. */
  private async clear(path: string): Promise<void> {
    const isFolder = this.directories.has(path);
    if (!isFolder && !this.others.delete(path)) return;
    await rm(join(this.root, path), { recursive: true, force: true });
    if (!isFolder) return;
    for (const known of [this.directories, this.others]) {
      for (const each of known.keys()) if (each === path || each.startsWith(`${path}/`)) known.delete(each);
    }
  }

  private mode(entry: LayerEntry): number {
    if (this.ownership.kind === 'real') return entry.mode;
    const mode = effectiveMode(entry, this.ownership.user);
    // In a read-only sandbox the right to write a directory is none, but it lets its owner remove the folder later.
    return entry.type === 'directory' ? mode | 0o200 : mode;
  }
}

/** From the kernel: Node would have to set it to read it, and other threads would see that. */
const umaskNow = (): number =>
  parseInt(/^Umask:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '777', 8);
