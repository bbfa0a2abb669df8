import { Injectable } from '@nestjs/common';
import { packOf, packShape, textsOf } from '@quench/distributor-domain';
import { digest, IntegrityFault, type Digest } from '@quench/kernel';
import { ContentStore } from '@quench/ports';
import { MAX_DOCUMENT_BYTES, ShapedDocuments } from './shaped-documents.js';

/**
 * Characters. What is longer, such as the bills of materials of larger images, lies by itself: a pack is read and looked through as
 * a whole, and repeats what an earlier pack of its image has in the legacy form.
 */
const MAX_PACKED_LENGTH = 32 * 1024;

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
  async open(pack = ''): Promise<OpenPack> {
    const texts: Texts = pack === '' ? new Map() : textsOf(await this.documents.read(pack, packShape));
    return new OpenPack(pack, texts, this.content);
  }

  private async keep(text: string): Promise<Digest> {
    return (await this.content.write(Buffer.from(text), { maxBytes: MAX_DOCUMENT_BYTES })).digest;
  }
}

/** Texts of a pack, and of the content store. */
export class OpenPack {
  /** @param pack empty where there is none */
  constructor(
    private readonly pack: string,
    private readonly texts: Texts,
    private readonly content: ContentStore,
  ) {}

  /** Characters. */
  get length(): number {
    return [...this.texts.values()].reduce((sum, text) => sum + text.length, 0);
  }

  /** Undefined for what lies by itself. */
  packed(of: string): Uint8Array | undefined {
    const text = this.texts.get(of);
    return text === undefined ? undefined : Buffer.from(text);
  }

  /** @throws IntegrityFault `content-missing`, `content-corrupt`, `content-too-large`, `malformed-digest` of what lies by itself */
  async bytes(of: string, maxBytes = MAX_DOCUMENT_BYTES): Promise<Uint8Array> {
    const packed = this.packed(of);
    if (packed !== undefined) return packed;
    return this.content.read(digest(of), { maxBytes }).catch((fault: unknown) => {
      throw this.isLost(fault) ? lost(of, this.pack, fault) : fault;
    });
  }

  /** @throws as `bytes` */
  async text(of: string): Promise<string> {
    return Buffer.from(await this.bytes(of)).toString('utf8');
  }

  private isLost(fault: unknown): boolean {
    return this.pack !== '' && fault instanceof IntegrityFault && fault.code === 'content-missing';
  }
}

const lost = (of: string, pack: string, cause: unknown): IntegrityFault =>
  new IntegrityFault('content-missing', `${of} is neither in the pack ${pack} nor by itself in the content store`, {
    cause,
  });

const isPacked = (text: string): boolean => text.length <= MAX_PACKED_LENGTH;
