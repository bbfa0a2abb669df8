import { Injectable } from '@nestjs/common';
import { imageReference, published, publishedKey, type PublishedRow } from '@quench/distributor-domain';
import { Rejection } from '@quench/kernel';
import { PublishedContent, ReadModels } from '@quench/ports';

/** Finds the image that a reference means. */
@Injectable()
export class PublishedImages {
  constructor(
    private readonly content: PublishedContent,
    private readonly models: ReadModels,
  ) {}

  /**
   * The repository and the index; for a child that of its image.
   * @throws Rejection `image-unknown`, `reference-malformed`
   */
  async find(reference: string): Promise<{ readonly repository: string; readonly index: string }> {
    const { repository, at } = imageReference(reference);
    const digest = typeof at === 'object' ? await this.content.resolve(repository, at.tag) : at;
    const row =
      digest === undefined
        ? undefined
        : await this.models.get<PublishedRow>(published.name, publishedKey(repository, digest));
    if (row === undefined) {
      throw new Rejection('image-unknown', `${reference} was not published; \`image list\` shows what was`);
    }
    return { repository, index: row.index };
  }
}
