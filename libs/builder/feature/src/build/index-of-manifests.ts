import { imageIndex, type DocumentBytes, type IndexChild } from '@quench/builder-domain';
import type { ManifestBuilt, OciManifest, Recipe } from '@quench/contracts';
import { allInOrder, digest, IntegrityFault } from '@quench/kernel';
import { ContentStore, Documents } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** The index that is the image of some manifests. */
@Injectable()
export class IndexOfManifests {
  constructor(
    private readonly content: ContentStore,
    private readonly documents: Documents,
  ) {}

  /**
   * The index, which is not written.
   * @param built one of each platform; at least one
   * @throws IntegrityFault `content-missing`, `document-malformed`
   */
  async of(built: readonly ManifestBuilt[]): Promise<DocumentBytes> {
    const [first, ...others] = await Promise.all(built.map((manifest) => this.child(manifest)));
    if (first === undefined) throw new RangeError('an image has at least one platform');
    return imageIndex([first, ...others]);
  }

  private async child({ recipe, manifest }: ManifestBuilt): Promise<IndexChild> {
    const [document, held, made] = await allInOrder([
      this.documents.read<OciManifest>(manifest),
      this.content.stat(digest(manifest)),
      this.documents.read<Recipe>(recipe),
    ]);
    if (held === undefined) throw new IntegrityFault('content-missing', `The manifest ${manifest} is not held`);
    const mtime = Date.parse(document.annotations['org.opencontainers.image.created'] ?? '') / 1_000;
    if (Number.isNaN(mtime)) {
      throw new IntegrityFault('document-malformed', `The manifest ${manifest} does not say when it was created`);
    }
    return { recipe: made, manifest: { digest: manifest, size: held.size }, mtime };
  }
}
