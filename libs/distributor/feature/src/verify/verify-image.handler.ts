import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ContentCheck } from './content-check.js';
import { Carried } from './carried.js';
import type { Check } from './check.js';
import { OriginChecks } from './origin.js';
import { PublishedImages } from './published-images.js';

/** What looking at an image came to. */
export interface Verification {
  readonly repository: string;
  /** The index; of a child that of its image. */
  readonly digest: string;
  /** Whether every check is ok. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** Looks at all that proves an image: its bytes, what it carries, and what builder and tester signed themselves. */
export class VerifyImage extends Query<Verification> {
  /** @param reference `nginx:latest`, `nginx@sha256:…`, also with the gateway's address in front */
  constructor(readonly reference: string) {
    super();
  }
}

@QueryHandler(VerifyImage)
export class VerifyImageHandler implements IQueryHandler<VerifyImage> {
  constructor(
    private readonly images: PublishedImages,
    private readonly content: ContentCheck,
    private readonly carried: Carried,
    private readonly origin: OriginChecks,
  ) {}

  /** @throws Rejection `image-unknown`, `reference-malformed` */
  async execute({ reference }: VerifyImage): Promise<Verification> {
    const { repository, index } = await this.images.find(reference);
    const envelopes = await this.carried.envelopes(index);
    const checks = [
      await this.content.check(index),
      ...(await this.carried.checks(index)),
      ...(await this.origin.checks(repository, index, envelopes)),
    ];
    return { repository, digest: index, ok: checks.every(({ ok }) => ok), checks };
  }
}
