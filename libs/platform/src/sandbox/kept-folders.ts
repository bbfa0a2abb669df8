import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, hex, sha256, type Json } from '@quench/kernel';

/** A folder that stays until it is released. */
export interface HeldFolder {
  readonly path: string;
  release(): void;
}

/** Another process may be using a folder that it touched within this time: longer than any test. */
const IN_USE_MS = 30 * 60_000;

/**
 * Folders by what they hold. Read-only once made, and nothing that must be kept: removed oldest first beyond `keep`.
 * Those of an earlier start of the machine are not trusted to be whole.
 */
export class KeptFolders {
  private readonly making = new Map<string, Promise<void>>();
  private readonly held = new Map<string, number>();
  private readonly boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

  constructor(
    private readonly folder: string,
    private readonly keep: number,
  ) {}

  /**
   * @param content everything that makes one folder another one
   * @param make fills a new folder; called only where there is none
   */
  async hold(content: Json, make: (half: string) => Promise<void>): Promise<HeldFolder> {
    const name = hex(sha256(canonicalJson([this.boot, content])));
    this.held.set(name, (this.held.get(name) ?? 0) + 1);
    const path = join(this.folder, name);
    try {
      const made = this.making.get(name) ?? this.make(path, make);
      this.making.set(name, made);
      await made.finally(() => this.making.delete(name));
      const now = new Date();
      await utimes(path, now, now);
    } catch (fault) {
      this.release(name);
      throw fault;
    }
    return { path, release: () => this.release(name) };
  }

  /** Removes everything that this process does not hold. */
  async clear(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) if (!this.held.has(name)) await remove(join(this.folder, name));
  }

  /** Removes the oldest that nobody uses, where there are more than are kept. */
  async trim(): Promise<void> {
    const names = (await readdir(this.folder).catch(() => [])).filter((name) => !this.held.has(name));
    const dated = await Promise.all(
      names.map(async (name) => ({
        name,
        at: (await stat(join(this.folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    );
    const old = dated.filter(({ at }) => Date.now() - at > IN_USE_MS).sort((a, b) => a.at - b.at);
    const room = this.keep - (dated.length - old.length) - this.held.size;
    const surplus = old.slice(0, Math.max(0, old.length - Math.max(0, room)));
    for (const { name } of surplus) await remove(join(this.folder, name));
  }

  private async make(path: string, make: (half: string) => Promise<void>): Promise<void> {
    if ((await stat(path).catch(() => undefined)) !== undefined) return;
    const half = `${path}.${randomUUID()}.half`;
    try {
      await mkdir(half, { recursive: true, mode: 0o700 });
      await make(half);
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
