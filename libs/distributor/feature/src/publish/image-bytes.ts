import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OciDescriptor, OciIndex } from '@quench/contracts';
import { manifestShape } from '@quench/distributor-domain';
import { digest, IntegrityFault } from '@quench/kernel';
import { ContentStore } from '@quench/ports';
import { ShapedDocuments } from '../shaped-documents.js';

/** Looks at every byte of an image before the distributor's key vouches for it. */
@Injectable()
export class ImageBytes {
  constructor(
    private readonly content: ContentStore,
    private readonly documents: ShapedDocuments,
  ) {}

  /**
   * @throws IntegrityFault `blob-mismatch` when the store holds other bytes than a manifest names; `content-missing`,
   * `content-corrupt`, `document-malformed`
   */
  async check({ manifests }: OciIndex): Promise<void> {
    for (const child of manifests) {
      const { config, layers } = await this.documents.read(child.digest, manifestShape);
      for (const blob of [child, config, ...layers]) await this.blob(blob);
    }
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
