import { chmod, lchown, link, lstat, mkdir, open, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IntegrityFault, type Digest } from '@quench/kernel';
import type { ImageLayers, LayerEntry } from '@quench/ports';
import { effectiveMode, type User } from './effective-mode.js';

const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
const WHITEOUT = '.wh.';

/** How owners are kept: as they are, which needs root, or as rights of the one user. */
export type Ownership = { readonly kind: 'real' } | { readonly kind: 'mapped'; readonly user: User };

/**
 * Unpacks layers over each other into an empty folder. Nothing is written through a link, so nothing leaves it.
 * @throws IntegrityFault of `ImageLayers`, and `layer-path-escapes` for an entry beneath a link
 */
export class Unpacking {
  /** Real directories, by path inside the root, with the modes that they get when all is written. */
  private readonly directories = new Map<string, number>([['', 0o755]]);

  constructor(
    private readonly root: string,
    private readonly ownership: Ownership,
  ) {}

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
    await rm(at, { recursive: true, force: true });
    this.forget(entry.path);
    if (entry.type === 'symlink') await symlink(entry.target, at);
    else if (entry.type === 'hardlink') return this.hardlink(entry.target, at);
    else await this.file(entry, at);
    if (this.ownership.kind === 'real') await lchown(at, entry.uid, entry.gid);
    // Changing the owner clears set-id bits, so the mode comes last.
    if (entry.type === 'file') await chmod(at, this.mode(entry));
  }

  private async directory(entry: LayerEntry, at: string): Promise<void> {
    if (!this.directories.has(entry.path)) {
      await rm(at, { recursive: true, force: true });
      await mkdir(at, { mode: 0o700 });
    }
    if (this.ownership.kind === 'real') await lchown(at, entry.uid, entry.gid);
    this.directories.set(entry.path, this.mode(entry));
  }

  private async file(entry: LayerEntry & { readonly type: 'file' }, at: string): Promise<void> {
    const file = await open(at, 'wx', 0o600);
    try {
      await file.writeFile(entry.content);
    } finally {
      await file.close();
    }
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
    await rm(join(this.root, target), { recursive: true, force: true });
    this.forget(target);
  }

  private forget(path: string): void {
    for (const known of this.directories.keys()) {
      if (known === path || known.startsWith(`${path}/`)) this.directories.delete(known);
    }
  }

  private mode(entry: LayerEntry): number {
    if (this.ownership.kind === 'real') return entry.mode;
    const mode = effectiveMode(entry, this.ownership.user);
    // In a read-only sandbox the right to write a directory is none, but it lets its owner remove the folder later.
    return entry.type === 'directory' ? mode | 0o200 : mode;
  }
}
