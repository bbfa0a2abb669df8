import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IntegrityFault, hex, sha256, type Digest } from '@quench/kernel';

const TRAILER_BYTES = 32;
/** What stays in memory: an index and its neighbours, not the history of an archive. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/**
 * Results of pure functions of held content: files in a folder, named by the function's key and its inputs, each with
 * the hash of its bytes behind them; the newest also in memory. A damaged file is computed again, but who can write to
 * the folder can plant another result. Deleting it loses nothing but time.
 */
export class DerivedCache {
  private readonly held = new Map<string, Uint8Array>();
  private readonly running = new Map<string, Promise<Uint8Array>>();

  /** @param folder undefined: in memory only, so that all is computed here */
  constructor(private readonly folder: string | undefined) {}

  /**
   * The result for a key and inputs, the very same object while it is in memory.
   * @throws IntegrityFault `derived-too-large`
   */
  get(
    key: string,
    inputs: readonly Digest[],
    compute: () => Promise<Uint8Array>,
    maxBytes: number,
  ): Promise<Uint8Array> {
    const name = hex(sha256(JSON.stringify([key, inputs])));
    const running = this.running.get(name) ?? this.find(name, compute);
    this.running.set(name, running);
    return running
      .finally(() => this.running.delete(name))
      .then((bytes) => {
        if (bytes.length > maxBytes) throw tooLarge(key, bytes.length, maxBytes);
        return bytes;
      });
  }

  private async find(name: string, compute: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = this.held.get(name) ?? (await this.load(name)) ?? (await this.make(name, compute));
    this.hold(name, bytes);
    return bytes;
  }

  private async load(name: string): Promise<Uint8Array | undefined> {
    if (this.folder === undefined) return undefined;
    const file = await readFile(pathIn(this.folder, name)).catch(() => undefined);
    if (file === undefined || file.length < TRAILER_BYTES) return undefined;
    const bytes = file.subarray(0, file.length - TRAILER_BYTES);
    return hashOf(bytes).equals(file.subarray(bytes.length)) ? bytes : undefined;
  }

  private async make(name: string, compute: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = await compute();
    if (this.folder !== undefined) await write(pathIn(this.folder, name), bytes);
    return bytes;
  }

  /** The last one used is the last to go. */
  private hold(name: string, bytes: Uint8Array): void {
    this.held.delete(name);
    this.held.set(name, bytes);
    let total = [...this.held.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [oldest, { length }] of this.held) {
      if (total <= MAX_HELD_BYTES || oldest === name) break;
      this.held.delete(oldest);
      total -= length;
    }
  }
}

const pathIn = (folder: string, name: string): string => join(folder, name.slice(0, 2), name.slice(2));

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, [bytes, hashOf(bytes)], { mode: 0o600 });
  await rename(temporary, path);
}

const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const tooLarge = (key: string, size: number, maxBytes: number): IntegrityFault =>
  new IntegrityFault('derived-too-large', `What ${key} made of held content has ${size} bytes, of ${maxBytes}.`);
