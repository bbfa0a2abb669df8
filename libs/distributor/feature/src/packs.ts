import { Injectable } from '@nestjs/common';
import { packOf, packShape, unpacked } from '@quench/distributor-domain';
import type { Digest } from '@quench/kernel';
import { ContentStore } from '@quench/ports';
import { MAX_DOCUMENT_BYTES, ShapedDocuments } from './shaped-documents.js';

/** Characters. What is longer lies by itself: a pack is read and looked through as a whole. */
const MAX_PACKED_LENGTH = 256 * 1024;

/** Texts by their digests. */
export type Texts = ReadonlyMap<string, string>;

/** Manifests and blobs of signatures, some forty small ones for an image: one content of the store instead of forty. */
@Injectable()
export class Packs {
  constructor(
    private readonly content: ContentStore,
    private readonly documents: ShapedDocuments,
  ) {}

  /** @returns the pack, which is in the content store, as is what was too long for it */
  async write(texts: Texts): Promise<Digest> {
    const all = [...texts.values()];
    await Promise.all(all.filter((text) => !isPacked(text)).map((text) => this.keep(text)));
    return this.keep(packOf(all.filter(isPacked)));
  }

  /**
   * What is in a pack; nothing where there is none.
   * @throws IntegrityFault `content-missing`, `content-corrupt`, `document-malformed`
   */
  async open(pack: string | undefined): Promise<OpenPack> {
    const texts: Texts =
      pack === undefined || pack === '' ? new Map() : unpacked(await this.documents.read(pack, packShape));
    return new OpenPack(texts, this.documents);
  }

  private async keep(text: string): Promise<Digest> {
    return (await this.content.write(Buffer.from(text), { maxBytes: MAX_DOCUMENT_BYTES })).digest;
  }
}

/** Texts of a pack, and of the content store. */
export class OpenPack {
  constructor(
    private readonly texts: Texts,
    private readonly documents: ShapedDocuments,
  ) {}

  /** Undefined for what lies by itself. */
  packed(of: string): string | undefined {
    return this.texts.get(of);
  }

  /** @throws IntegrityFault as `ShapedDocuments` for what lies by itself */
  async text(of: string): Promise<string> {
    return this.packed(of) ?? this.documents.text(of);
  }
}

const isPacked = (text: string): boolean => text.length <= MAX_PACKED_LENGTH;
