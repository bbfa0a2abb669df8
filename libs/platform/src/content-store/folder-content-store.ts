import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { allInOrder, sha256, type Digest } from '@quench/kernel';
import { type Content, ContentStore } from '@quench/ports/content-store';
import { failpoint } from '../failpoints/index.js';
import { unlessMissing } from '../node-errors/index.js';
import type { ContentsThread } from './contents-thread.js';
import { editionOf } from './edition.js';
import { corrupt, missing, ofWrite, tooLarge } from './faults.js';
import { inFolder, syncFolder } from './folders.js';
import { type Intake, intake, type IntakeLimits } from './intake.js';
import { folderOf, incomingOf, pathOf } from './places.js';
import { type ScrubReport, scrubFolder } from './scrub.js';
import { SMALL_BYTES } from './small-contents.js';
import { someAtATime } from './some-at-a-time.js';

const READ_CHUNK_BYTES = 256 * 1024;

/**
 * Contents as files under `<root>/sha256/ab/cd…`, mode 0600 in folders of mode 0700, whatever the umask.
 * A write goes to `<root>/incoming` (same file system), is hashed on the way, synced, renamed and the folder synced, so
 * a content is whole or absent even after a power cut. Writers of one digest do not disturb one another: the last rename
 * replaces equal bytes, and a reader keeps the file that it opened. What a killed writer leaves in `incoming` is removed
 * by {@link scrub}.
 */
export class FolderContentStore extends ContentStore {
  /**
   * @param root made when first needed
   * @param thread where small contents are written, and read while it runs, of whoever closes it; without it the event loop hands every step of it to others
   */
  constructor(
    readonly root: string,
    readonly thread?: ContentsThread,
  ) {
    super();
  }

  override async stat(digest: Digest): Promise<Content | undefined> {
    const [found] = await this.statMany([digest]);
    return found;
  }

  override async statMany(digests: readonly Digest[]): Promise<readonly (Content | undefined)[]> {
    const sizes = await someAtATime(digests, (some) => this.sizes(some));
    return digests.map((digest, at) => {
      const size = sizes[at];
      return size === undefined ? undefined : { digest, size };
    });
  }

  private sizes(digests: readonly Digest[]): Promise<readonly (number | undefined)[]> {
    if (this.thread?.isRunning === true) return this.thread.ask(this.root, 'sizes', [digests]);
    const sizeOf = async (digest: Digest) => (await stat(pathOf(this.root, digest)).catch(unlessMissing))?.size;
    return allInOrder(digests.map(sizeOf));
  }

  override async edition(digest: Digest): Promise<string | undefined> {
    if (this.thread?.isRunning === true) return this.thread.ask(this.root, 'edition', [digest]);
    const found = await stat(pathOf(this.root, digest), { bigint: true }).catch(unlessMissing);
    return found && editionOf(found);
  }

  override async read(digest: Digest, { maxBytes }: { readonly maxBytes: number }): Promise<Uint8Array> {
    const small =
      this.thread?.isRunning === true ? await this.thread.ask(this.root, 'read', [digest, maxBytes]) : undefined;
    return small ?? this.readWhole(digest, maxBytes);
  }

  private async readWhole(digest: Digest, maxBytes: number): Promise<Uint8Array> {
    const file = await this.open(digest);
    try {
      const { size } = await file.stat();
      if (size > maxBytes) throw tooLarge(`${digest} has ${size} bytes`, maxBytes);
      const bytes = await file.readFile();
      const actual = sha256(bytes);
      if (actual !== digest) throw corrupt(pathOf(this.root, digest), actual);
      return bytes;
    } finally {
      await file.close();
    }
  }

  override async *stream(
    digest: Digest,
    range: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    const path = await this.file(digest);
    const { start = 0, end } = range;
    if (end !== undefined && end <= start) return;
    yield* createReadStream(path, {
      start,
      ...(end === undefined ? {} : { end: end - 1 }),
      highWaterMark: READ_CHUNK_BYTES,
    });
  }

  override async file(digest: Digest): Promise<string> {
    if ((await this.stat(digest)) === undefined) throw missing(digest, this.root);
    return pathOf(this.root, digest);
  }

  /** @throws TransientFault `content-store-full`, `contents-thread-lost` */
  override async write(bytes: Uint8Array | AsyncIterable<Uint8Array>, limits: IntakeLimits = {}): Promise<Content> {
    const { expected, maxBytes = Infinity } = limits;
    if (
      this.thread !== undefined &&
      bytes instanceof Uint8Array &&
      bytes.byteLength <= Math.min(maxBytes, SMALL_BYTES)
    ) {
      // A copy of its own: the bytes may be part of a buffer that others use.
      const own = new Uint8Array(bytes);
      return this.thread.ask(this.root, 'write', [own, expected], [own.buffer]);
    }
    try {
      return (await this.known(bytes, limits)) ?? (await this.take(bytes, limits));
    } catch (fault) {
      throw ofWrite(fault, this.root);
    }
  }

  /** Verifies every content and moves what fails aside, so that it can be written again. Reads everything: slow. */
  scrub(): Promise<ScrubReport> {
    return scrubFolder(this.root);
  }

  /** What is there already, where that can be told before anything is written. */
  private async known(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    { expected, maxBytes = Infinity }: IntakeLimits,
  ): Promise<Content | undefined> {
    if (!(bytes instanceof Uint8Array) || bytes.byteLength > maxBytes) return undefined;
    const digest = sha256(bytes);
    if (expected !== undefined && expected !== digest) return undefined;
    const found = await this.stat(digest);
    return found?.size === bytes.byteLength ? found : undefined;
  }

  private async take(bytes: Uint8Array | AsyncIterable<Uint8Array>, limits: IntakeLimits): Promise<Content> {
    const taken = await intake(bytes, incomingOf(this.root), limits);
    try {
      return await this.keep(taken);
    } catch (fault) {
      await rm(taken.path, { force: true });
      throw fault;
    }
  }

  private async keep({ path, digest, size }: Intake): Promise<Content> {
    if ((await this.stat(digest))?.size === size) {
      await rm(path, { force: true });
      return { digest, size };
    }
    const folder = folderOf(this.root, digest);
    failpoint('content-before-rename');
    await inFolder(folder, () => rename(path, pathOf(this.root, digest)));
    failpoint('content-renamed');
    await syncFolder(folder);
    return { digest, size };
  }

  private open(digest: Digest): Promise<FileHandle> {
    return open(pathOf(this.root, digest)).catch((fault: unknown) => {
      unlessMissing(fault);
      throw missing(digest, this.root);
    });
  }
}
