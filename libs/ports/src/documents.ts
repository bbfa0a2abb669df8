import { canonicalJson, digest, IntegrityFault, type Digest, type Json } from '@quench/kernel';
import type { ContentStore } from './content-store.js';

const MAX_DOCUMENT_BYTES = 16_000_000;

/** JSON documents in the content store, each written as canonical JSON and named by its digest. */
export class Documents {
  constructor(private readonly content: ContentStore) {}

  async write(document: object): Promise<Digest> {
    const bytes = new TextEncoder().encode(canonicalJson(document as Json));
    return (await this.content.write(bytes, { maxBytes: MAX_DOCUMENT_BYTES })).digest;
  }

  /** @throws IntegrityFault `document-malformed`, `content-missing` */
  async read<Document>(of: string): Promise<Document> {
    const bytes = await this.content.read(digest(of), { maxBytes: MAX_DOCUMENT_BYTES });
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Document;
    } catch (cause) {
      throw new IntegrityFault('document-malformed', `${of} is not a JSON document`, { cause });
    }
  }
}
