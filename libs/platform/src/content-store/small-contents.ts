import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sha256, type Digest } from '@quench/kernel';
import type { Content } from '@quench/ports/content-store';
import { failpoint } from '../failpoints/index.js';
import { unlessMissing } from '../node-errors/index.js';
import { editionOf } from './edition.js';
import { checkExpected, corrupt, missing, ofWrite, tooLarge } from './faults.js';
import { inFolder } from './folders.js';
import { folderOf, incomingOf, pathOf } from './places.js';

/** Larger contents are better read and written piece by piece. */
export const SMALL_BYTES = 256 * 1024;

/** Of a disk that takes long, several at a time take as long as one. */
const sync = promisify(fsync);

/**
 * The small contents of a folder, for a thread that waits for nothing else: what a disk does at once is done by plain calls, which
 * cost a fraction of what it takes to hand one to another thread. Of a content that is larger, `read` says undefined.
 */
export class SmallContents {
  private readonly underWay = new Map<Digest, Promise<Content>>();

  constructor(private readonly root: string) {}

  /** Of each, bytes. */
  sizes(digests: readonly Digest[]): readonly (number | undefined)[] {
    return digests.map((digest) => this.size(digest));
  }

  edition(digest: Digest): string | undefined {
    const found = statSync(pathOf(this.root, digest), { bigint: true, throwIfNoEntry: false });
    return found && editionOf(found);
  }

  /** @throws IntegrityFault `content-missing`, `content-too-large`, `content-corrupt` */
  read(digest: Digest, maxBytes: number): Uint8Array | undefined {
    const path = pathOf(this.root, digest);
    const file = openThere(path);
    if (file === undefined) throw missing(digest, this.root);
    try {
      const { size } = fstatSync(file);
      if (size > maxBytes) throw tooLarge(`${digest} has ${String(size)} bytes`, maxBytes);
      if (size > SMALL_BYTES) return undefined;
      const bytes = readAll(file, size);
      const actual = sha256(bytes);
      if (actual !== digest) throw corrupt(path, actual);
      return bytes;
    } finally {
      closeSync(file);
    }
  }

  /**
   * @throws IntegrityFault `digest-mismatch`
   * @throws TransientFault `content-store-full`
   */
  async write(bytes: Uint8Array, expected: Digest | undefined): Promise<Content> {
    const content = { digest: sha256(bytes), size: bytes.byteLength };
    checkExpected(content, expected);
    const { digest, size } = content;
    // It has its name before that is durable: who finds it would say too early that it is kept.
    const underWay = this.underWay.get(digest);
    if (underWay !== undefined) return underWay;
    if (this.size(digest) === size) return content;
    const kept = this.keep(bytes, content).finally(() => this.underWay.delete(digest));
    this.underWay.set(digest, kept);
    return kept;
  }

  private size(digest: Digest): number | undefined {
    return statSync(pathOf(this.root, digest), { throwIfNoEntry: false })?.size;
  }

  private async keep(bytes: Uint8Array, content: Content): Promise<Content> {
    const temporary = join(incomingOf(this.root), randomUUID());
    try {
      await this.put(bytes, temporary);
      await this.name(temporary, content.digest);
    } catch (fault) {
      rmSync(temporary, { force: true });
      throw ofWrite(fault, this.root);
    }
    return content;
  }

  private async put(bytes: Uint8Array, path: string): Promise<void> {
    const file = await inFolder(incomingOf(this.root), () => openSync(path, 'wx', 0o600));
    try {
      // The umask may have taken bits away.
      fchmodSync(file, 0o600);
      for (let at = 0; at < bytes.byteLength;) at += writeSync(file, bytes, at);
      await sync(file);
    } finally {
      closeSync(file);
    }
  }

  private async name(temporary: string, digest: Digest): Promise<void> {
    const path = folderOf(this.root, digest);
    failpoint('content-before-rename');
    await inFolder(path, () => renameSync(temporary, pathOf(this.root, digest)));
    failpoint('content-renamed');
    const folder = openSync(path, 'r');
    try {
      await sync(folder);
    } finally {
      closeSync(folder);
    }
  }
}

function openThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (fault) {
    return unlessMissing(fault);
  }
}

/** Less than `size` of a file that became shorter. */
function readAll(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let read = -1; at < size && read !== 0; at += read) read = readSync(file, bytes, at, size - at, at);
  return bytes.subarray(0, at);
}
