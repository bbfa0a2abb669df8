import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest as parseDigest, hex, IntegrityFault, sha256, type Digest } from '@quench/kernel';
import { type Content, ContentStore } from '@quench/ports';

/** A content store in memory. Only `file` touches the disk: a temporary folder that `dispose` removes. */
export class InMemoryContentStore extends ContentStore {
  private readonly contents = new Map<Digest, Uint8Array>();
  /** How often a content was written to behind the store's back. */
  private readonly damages = new Map<Digest, number>();
  private folder: Promise<string> | undefined;

  override stat(digest: Digest): Promise<Content | undefined> {
    const bytes = this.contents.get(parseDigest(digest));
    return Promise.resolve(bytes === undefined ? undefined : { digest, size: bytes.byteLength });
  }

  override statMany(digests: readonly Digest[]): Promise<readonly (Content | undefined)[]> {
    return Promise.all(digests.map((digest) => this.stat(digest)));
  }

  override edition(digest: Digest): Promise<string | undefined> {
    const is = this.contents.has(parseDigest(digest));
    return Promise.resolve(is ? String(this.damages.get(digest) ?? 0) : undefined);
  }

  override async read(digest: Digest, { maxBytes }: { readonly maxBytes: number }): Promise<Uint8Array> {
    const bytes = this.get(digest);
    if (bytes.byteLength > maxBytes) {
      throw new IntegrityFault('content-too-large', `${digest} has ${bytes.byteLength} bytes; at most ${maxBytes}`);
    }
    if (sha256(bytes) !== digest) throw new IntegrityFault('content-corrupt', `${digest} holds ${sha256(bytes)}`);
    return Promise.resolve(bytes.slice());
  }

  override async *stream(
    digest: Digest,
    range: { readonly start?: number; readonly end?: number } = {},
  ): AsyncIterable<Uint8Array> {
    const { start = 0, end = Infinity } = range;
    const part = this.get(digest).slice(start, Math.max(start, end));
    if (part.byteLength > 0) yield await Promise.resolve(part);
  }

  /** Takes a content away behind the store's back. */
  remove(digest: string): void {
    this.contents.delete(parseDigest(digest));
  }

  override async file(digest: Digest): Promise<string> {
    const bytes = this.get(digest);
    this.folder ??= mkdtemp(join(tmpdir(), 'quench-contents-'));
    const path = join(await this.folder, hex(digest));
    await writeFile(path, bytes, { mode: 0o600 });
    return path;
  }

  override async write(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    options: { readonly expected?: Digest; readonly maxBytes?: number } = {},
  ): Promise<Content> {
    const { expected, maxBytes = Infinity } = options;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new IntegrityFault('content-too-large', `More than ${maxBytes} bytes arrived`);
      chunks.push(chunk.slice());
    }
    const whole = new Uint8Array(Buffer.concat(chunks));
    const digest = sha256(whole);
    if (expected !== undefined && digest !== expected) {
      throw new IntegrityFault('digest-mismatch', `The bytes are ${digest}; expected ${expected}`);
    }
    if (!this.contents.has(digest)) this.contents.set(digest, whole);
    return { digest, size };
  }

  /** Changes a stored content behind the store's back, as somebody who writes to its file would. */
  damage(digest: Digest, bytes: Uint8Array): void {
    this.contents.set(digest, bytes);
    this.damages.set(digest, (this.damages.get(digest) ?? 0) + 1);
  }

  /** Removes the files that `file` made. */
  async dispose(): Promise<void> {
    if (this.folder !== undefined) await rm(await this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }

  private get(digest: Digest): Uint8Array {
    const bytes = this.contents.get(parseDigest(digest));
    if (bytes === undefined) throw new IntegrityFault('content-missing', `${digest} is not in the content store`);
    return bytes;
  }
}
