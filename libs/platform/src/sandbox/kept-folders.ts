import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, hex, sha256, type Json } from '@quench/kernel';
import { errorCode } from '../node-errors/index.js';

/** A folder that stays until it is released. */
export interface HeldFolder {
  readonly path: string;
  release(): void;
}

/** Another process may be using a folder that it touched within this time: longer than any test. */
const IN_USE_MS = 30 * 60_000;
/** Ends the name of what is not whole yet, or no more. */
const HALF = '.half';

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
    for (const name of names) await this.remove(name);
  }

  /** Removes the oldest that nobody uses, where there are more than are kept. */
  async trim(): Promise<void> {
    const names = (await readdir(this.folder).catch(() => [])).filter((name) => !this.isHeld(name));
    const dated = await Promise.all(
      names.map(async (name) => ({
        name,
        at: (await stat(join(this.folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    );
    const old = dated.filter(({ at }) => isOld(at)).sort((a, b) => a.at - b.at);
    const room = this.keep - (dated.length - old.length) - this.held.size;
    const surplus = old.slice(0, Math.max(0, old.length - Math.max(0, room)));
    for (const { name } of surplus) await this.remove(name, isOld);
  }

  /** Whether it is a folder that this process holds, or is making. */
  private isHeld(name: string): boolean {
    return this.held.has(name.split('.', 1)[0] ?? name);
  }

  /** Unless it is held, also if only by now. @param isToBe by the time at which it was used last */
  private async remove(name: string, isToBe: (at: number) => boolean = () => true): Promise<void> {
    const aside = this.setAside(name, isToBe);
    if (aside !== undefined) await removeFolder(aside);
  }

  /** Where it then is: in one step, so that nobody begins to hold what is being removed. Undefined for what stays or is gone. */
  private setAside(name: string, isToBe: (at: number) => boolean): string | undefined {
    const path = join(this.folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || this.isHeld(name) || !isToBe(found.mtimeMs)) return undefined;
    if (name.endsWith(HALF)) return path;
    const half = halfOf(path);
    try {
      renameSync(path, half);
      return half;
    } catch (fault) {
      // Another process was faster.
      if (errorCode(fault) === 'ENOENT') return undefined;
      throw fault;
    }
  }

  private async make(path: string, make: (half: string) => Promise<void>): Promise<void> {
    if ((await stat(path).catch(() => undefined)) !== undefined) return;
    const half = halfOf(path);
    try {
      await mkdir(half, { recursive: true, mode: 0o700 });
      await make(half);
      await rename(half, path);
    } catch (fault) {
      await removeFolder(half);
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

const isOld = (at: number): boolean => Date.now() - at > IN_USE_MS;

const halfOf = (path: string): string => `${path}.${randomUUID()}${HALF}`;

/** Removes a folder whose directories may be closed to their own owner. */
async function removeFolder(folder: string): Promise<void> {
  await open(folder);
  await rm(folder, { recursive: true, force: true });
}

async function open(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => undefined);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await open(join(folder, entry.name));
}
