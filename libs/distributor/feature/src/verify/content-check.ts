import { Injectable } from '@nestjs/common';
import { indexShape } from '@quench/distributor-domain';
import { ShapedDocuments } from '../shaped-documents.js';
import { ImageBytes } from '../publish/image-bytes.js';
import { check, type Check } from './check.js';

/** Looks at every byte of an image. */
@Injectable()
export class ContentCheck {
  constructor(
    private readonly documents: ShapedDocuments,
    private readonly bytes: ImageBytes,
  ) {}

  check(index: string): Promise<Check> {
    return check('content', index, async () => {
      await this.bytes.check(await this.documents.read(index, indexShape));
      return 'every manifest, config and layer has the digest that names it';
    });
  }
}
