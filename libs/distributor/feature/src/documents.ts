import { Injectable } from '@nestjs/common';
import { digest, IntegrityFault } from '@quench/kernel';
import { ContentStore } from '@quench/ports';

/** Larger ones are not read: the largest that there is, a bill of materials, has a megabyte or two. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** JSON documents in the content store, believed because of the digest that a signature or a lock names. */
@Injectable()
export class Documents {
  constructor(private readonly content: ContentStore) {}

  /** @throws IntegrityFault `content-missing`, `content-corrupt`, `content-too-large`, `malformed-digest` */
  async text(of: string): Promise<string> {
    return Buffer.from(await this.content.read(digest(of), { maxBytes: MAX_DOCUMENT_BYTES })).toString('utf8');
  }

  /**
   * @param list a member that must be a list, as a sign that this is the document that it is taken for
   * @throws IntegrityFault `document-malformed`, and those of `text`
   */
  async read<Document extends object>(of: string, list: keyof Document & string): Promise<Document> {
    const document = parsed(of, await this.text(of));
    if (typeof document !== 'object' || document === null || !Array.isArray((document as Document)[list])) {
      throw new IntegrityFault(
        'document-malformed',
        `${of} is not the document it was named as: it has no list ${list}`,
      );
    }
    return document as Document;
  }

  /** @throws IntegrityFault `document-malformed`, and those of `text` */
  async json<Value>(of: string): Promise<Value> {
    return parsed(of, await this.text(of)) as Value;
  }
}

function parsed(of: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IntegrityFault('document-malformed', `${of} is not JSON`, { cause });
  }
}
