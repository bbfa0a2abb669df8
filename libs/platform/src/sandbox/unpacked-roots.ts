import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, hex, sha256, type Digest } from '@quench/kernel';
import type { ImageLayers } from '@quench/ports';
import { Unpacking, type Ownership } from './unpack-layer.js';

/** A folder that stays until it is released. */
export interface HeldRoot {
  readonly path: string;
  release(): void;
}

/** Another process may be using a root that it touched within this time: longer than any test. */
const IN_USE_MS = 30 * 60_000;

/**
 * Unpacked layers, by what was unpacked and how. Read-only once made, and nothing that must be kept: removed oldest
 * first beyond `keep`. Folders of an earlier start of the machine are not trusted to be whole.
 */
export class UnpackedRoots {
  private readonly making = new Map<string, Promise<void>>();
  private readonly held = new Map<string, number>();
  private readonly boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

  constructor(
    private readonly folder: string,
    private readonly layers: ImageLayers,
    private readonly keep: number,
  ) {}

  /** @throws IntegrityFault of `Unpacking` */
  async hold(layers: readonly Digest[], ownership: Ownership, mountPoints: readonly string[]): Promise<HeldRoot> {
    const name = hex(sha256(canonicalJson({ boot: this.boot, layers, ownership: described(ownership), mountPoints })));
    this.held.set(name, (this.held.get(name) ?? 0) + 1);
    const path = join(this.folder, name);
    try {
      const made = this.making.get(name) ?? this.make(path, layers, ownership, mountPoints);
      this.making.set(name, made);
      await made.finally(() => this.making.delete(name));
      const now = new Date();
      await utimes(path, now, now);
      await this.trim();
    } catch (fault) {
      this.release(name);
      throw fault;
    }
    return { path: join(path, 'root'), release: () => this.release(name) };
  }

  /** Removes everything that this process does not hold. */
  async clear(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) if (!this.held.has(name)) await remove(join(this.folder, name));
  }

  private async make(
    path: string,
    layers: readonly Digest[],
    ownership: Ownership,
    mountPoints: readonly string[],
  ): Promise<void> {
    if ((await stat(path).catch(() => undefined)) !== undefined) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const half = `${path}.${randomUUID()}.half`;
    try {
      await mkdir(join(half, 'root'), { recursive: true, mode: 0o700 });
      const unpacking = new Unpacking(join(half, 'root'), ownership);
      for (const layer of layers) await unpacking.layer(this.layers, layer);
      for (const point of mountPoints) await unpacking.mountPoint(point);
      await unpacking.finish();
      await rename(half, path);
    } catch (fault) {
      await remove(half);
      // Another process was faster with the same content.
      if ((await stat(path).catch(() => undefined)) === undefined) throw fault;
    }
  }

  private release(name: string): void {
    const left = (this.held.get(name) ?? 1) - 1;
    if (left === 0) this.held.delete(name);
    else this.held.set(name, left);
  }

  private async trim(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => !this.held.has(name));
    const dated = await Promise.all(
      names.map(async (name) => ({
        name,
        at: (await stat(join(this.folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    );
    const old = dated.filter(({ at }) => Date.now() - at > IN_USE_MS).sort((a, b) => a.at - b.at);
    const room = this.keep - (dated.length - old.length) - this.held.size;
    for (const { name } of old.slice(0, Math.max(0, old.length - Math.max(0, room))))
      await remove(join(this.folder, name));
  }
}

/** Removes a folder whose directories may be closed to their own owner. */
async function remove(folder: string): Promise<void> {
  await open(folder);
  await rm(folder, { recursive: true, force: true });
}

async function open(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => undefined);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await open(join(folder, entry.name));
}

const described = (ownership: Ownership): string =>
  ownership.kind === 'real' ? 'real' : `${String(ownership.user.uid)}:${String(ownership.user.gid)}`;
