import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OciDescriptor, OciIndex } from '@quench/contracts';
import { manifestShape } from '@quench/distributor-domain';
import { digest, IntegrityFault, type Digest } from '@quench/kernel';
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
    await this.each(manifests, (blob) => this.blob(blob));
  }

  /**
   * As `check`, but bytes that it has looked at are not read again while they are the same edition: a disk that fails in between
   * is not seen here, but by whoever pulls. @throws as `check`
   */
  async checkUnseen({ manifests }: OciIndex): Promise<void> {
    await this.each(manifests, (blob) => this.unseen(blob));
  }

  private async each(manifests: OciIndex['manifests'], look: (blob: OciDescriptor) => Promise<void>): Promise<void> {
    for (const child of manifests) {
      const { config, layers } = await this.documents.read(child.digest, manifestShape);
      for (const blob of [child, config, ...layers]) await look(blob);
    }
  }

  private async unseen(blob: OciDescriptor): Promise<void> {
    const name = digest(blob.digest);
    // Asked before: what comes in between is another edition.
    const edition = `${String(blob.size)} ${(await this.content.edition(name)) ?? ''}`;
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
