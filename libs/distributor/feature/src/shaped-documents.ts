import { Injectable } from '@nestjs/common';
import { parsedJson, type Shape } from '@quench/distributor-domain';
import { digest, IntegrityFault } from '@quench/kernel';
import { ContentStore } from '@quench/ports';

/** Larger ones are not read: the largest that there is, a bill of materials, has a megabyte or two. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** Documents that others wrote, by the digest that a signature or a lock names; each is looked at for its shape. */
@Injectable()
export class ShapedDocuments {
  constructor(private readonly content: ContentStore) {}

  /** @throws IntegrityFault `content-missing`, `content-corrupt`, `content-too-large`, `malformed-digest` */
  async text(of: string): Promise<string> {
    return Buffer.from(await this.content.read(digest(of), { maxBytes: MAX_DOCUMENT_BYTES })).toString('utf8');
  }

  /** @throws IntegrityFault `document-malformed` when it has another shape, and those of `text` */
  async read<Document>(of: string, shape: Shape<Document>): Promise<Document> {
    return this.shaped(of, await this.text(of), shape);
  }

  /** @throws IntegrityFault `document-malformed` when a text that was read has another shape */
  shaped<Document>(of: string, text: string, shape: Shape<Document>): Document {
    const document = parsedJson(of, text);
    if (shape.fits(document)) return document;
    throw new IntegrityFault('document-malformed', `${of} is not the document it was named as: ${shape.name}`);
  }

  /** @throws IntegrityFault `document-malformed`, and those of `text` */
  async json<Value>(of: string): Promise<Value> {
    return parsedJson(of, await this.text(of)) as Value;
  }
}
