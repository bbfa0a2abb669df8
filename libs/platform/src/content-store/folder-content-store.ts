import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digest as parseDigest, hex, IntegrityFault, sha256, TransientFault, type Digest } from '@quench/kernel';
import { type Content, ContentStore } from '@quench/ports/content-store';
import { failpoint } from '../failpoints/index.js';
import { errorCode, unlessMissing } from '../node-errors/index.js';
import { inFolder, syncFolder } from './folders.js';
import { type Intake, intake, type IntakeLimits } from './intake.js';
import { type ScrubReport, scrubFolder } from './scrub.js';

const READ_CHUNK_BYTES = 256 * 1024;
/** What systems say of a disk, or of somebody's share of it, that is full. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Contents as files under `<root>/sha256/ab/cd…`, mode 0600 in folders of mode 0700, whatever the umask.
 * A write goes to `<root>/incoming` (same file system), is hashed on the way, synced, renamed and the folder synced, so
 * a content is whole or absent even after a power cut. Writers of one digest do not disturb one another: the last rename
 * replaces equal bytes, and a reader keeps the file that it opened. What a killed writer leaves in `incoming` is removed
 * by {@link scrub}.
 */
export class FolderContentStore extends ContentStore {
  /** @param root made when first needed */
  constructor(readonly root: string) {
    super();
  }

  override async stat(digest: Digest): Promise<Content | undefined> {
    const found = await stat(this.pathOf(digest)).catch(unlessMissing);
    return found === undefined ? undefined : { digest, size: found.size };
  }

  override async edition(digest: Digest): Promise<string | undefined> {
    const found = await stat(this.pathOf(digest), { bigint: true }).catch(unlessMissing);
    return found === undefined ? undefined : [found.dev, found.ino, found.size, found.ctimeNs].join(' ');
  }

  override async read(digest: Digest, options: { readonly maxBytes: number }): Promise<Uint8Array> {
    const file = await this.open(digest);
    try {
      const { size } = await file.stat();
      if (size > options.maxBytes) throw tooLarge(`${digest} has ${size} bytes`, options.maxBytes);
      const bytes = await file.readFile();
      const actual = sha256(bytes);
      if (actual !== digest) {
        throw new IntegrityFault(
          'content-corrupt',
          `${this.pathOf(digest)} holds ${actual}. Scrub the content store, then let the content be fetched again.`,
        );
      }
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
    return this.pathOf(digest);
  }

  /** @throws TransientFault `content-store-full` */
  override async write(bytes: Uint8Array | AsyncIterable<Uint8Array>, limits: IntakeLimits = {}): Promise<Content> {
    try {
      return (await this.known(bytes, limits)) ?? (await this.take(bytes, limits));
    } catch (fault) {
      throw FULL.has(errorCode(fault) ?? '') ? full(this.root, fault) : fault;
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
    const incoming = join(this.root, 'incoming');
    const taken = await intake(bytes, incoming, limits);
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
    const folder = this.folderOf(digest);
    failpoint('content-before-rename');
    await inFolder(folder, () => rename(path, this.pathOf(digest)));
    failpoint('content-renamed');
    await syncFolder(folder);
    return { digest, size };
  }

  private open(digest: Digest): Promise<FileHandle> {
    return open(this.pathOf(digest)).catch((fault: unknown) => {
      unlessMissing(fault);
      throw missing(digest, this.root);
    });
  }

  private folderOf(digest: Digest): string {
    return join(this.root, 'sha256', hex(parseDigest(digest)).slice(0, 2));
  }

  private pathOf(digest: Digest): string {
    return join(this.folderOf(digest), hex(digest).slice(2));
  }
}

const missing = (digest: Digest, root: string): IntegrityFault =>
  new IntegrityFault('content-missing', `${digest} is not in the content store ${root}`);

const tooLarge = (what: string, maxBytes: number): IntegrityFault =>
  new IntegrityFault('content-too-large', `${what}; at most ${maxBytes} are allowed here`);

const full = (root: string, cause: unknown): TransientFault =>
  new TransientFault('content-store-full', `No room is left for contents in ${root}. Make room: it is tried again`, {
    cause,
  });
