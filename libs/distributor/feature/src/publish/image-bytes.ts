import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OciDescriptor, OciIndex } from '@quench/contracts';
import { manifestShape } from '@quench/distributor-domain';
import { allInOrder, digest, IntegrityFault, type Digest } from '@quench/kernel';
import { ContentStore } from '@quench/ports';
import { ShapedDocuments } from '../shaped-documents.js';

/** So many contents are remembered, as many as the layers of all images that are published one after the other. */
const REMEMBERED = 10_000;

/** Looks at every byte of an image before the distributor's key vouches for it. */
@Injectable()
export class ImageBytes {
  /** Editions of contents whose bytes were looked at: images share most of their layers. */
  private readonly seen = new Map<Digest, string>();

  constructor(
    private readonly content: ContentStore,
    private readonly documents: ShapedDocuments,
  ) {}

  /**
   * @throws IntegrityFault `blob-mismatch` when the store holds other bytes than a manifest names; `content-missing`,
   * `content-corrupt`, `document-malformed`
   */
  async check({ manifests }: OciIndex): Promise<void> {
    for (const blobs of await this.blobsOf(manifests)) for (const blob of blobs) await this.blob(blob);
  }

  /**
   * As `check`, but bytes that it has looked at are not read again while they are the same edition: a disk that fails in between
   * is not seen here, but by whoever pulls. @throws as `check`
   */
  async checkUnseen({ manifests }: OciIndex): Promise<void> {
    for (const blobs of await this.blobsOf(manifests)) {
      // Asked before: what comes in between is another edition.
      const editions = await Promise.all(blobs.map((blob) => this.editionOf(blob)));
      for (const [at, blob] of blobs.entries()) await this.unseen(blob, editions[at] ?? '');
    }
  }

  /** By child, what it is made of, and itself. */
  private blobsOf(manifests: OciIndex['manifests']): Promise<readonly (readonly OciDescriptor[])[]> {
    return allInOrder(
      manifests.map(async (child) => {
        const { config, layers } = await this.documents.read(child.digest, manifestShape);
        return [child, config, ...layers];
      }),
    );
  }

  private async editionOf({ digest: name, size }: OciDescriptor): Promise<string> {
    return `${String(size)} ${(await this.content.edition(digest(name))) ?? ''}`;
  }

  private async unseen(blob: OciDescriptor, edition: string): Promise<void> {
    const name = digest(blob.digest);
    if (this.seen.get(name) === edition) return;
    await this.blob(blob);
    const [oldest] = this.seen.keys();
    if (this.seen.size >= REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
    this.seen.set(name, edition);
  }

  private async blob({ digest: named, size }: OciDescriptor): Promise<void> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of this.content.stream(digest(named))) {
      bytes += chunk.byteLength;
      hash.update(chunk);
    }
    const found = `sha256:${hash.digest('hex')}`;
    if (found === named && bytes === size) return;
    throw new IntegrityFault(
      'blob-mismatch',
      `The content store holds ${found} (${String(bytes)} bytes) in the place of ${named} (${String(size)} bytes)`,
    );
  }
}
