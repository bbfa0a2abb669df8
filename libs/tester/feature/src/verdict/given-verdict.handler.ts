import type { ImageLine } from '@quench/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Verdicts, type NewestVerdict } from './verdicts.js';

/** The verdict on a line's newest index, without what each test wrote: a fraction of what `TestResults` reads. */
export class GivenVerdict extends Query<NewestVerdict> {
  constructor(readonly line: ImageLine) {
    super();
  }
}

@QueryHandler(GivenVerdict)
export class GivenVerdictHandler implements IQueryHandler<GivenVerdict> {
  constructor(private readonly verdicts: Verdicts) {}

  /** @throws Rejection `image-unknown` */
  execute({ line }: GivenVerdict): Promise<NewestVerdict> {
    return this.verdicts.of(line);
  }
}
