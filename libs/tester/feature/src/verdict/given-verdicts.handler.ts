import type { ImageLine } from '@quench/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Verdicts, type NewestVerdict } from './verdicts.js';

/** The verdicts on the newest indexes of some lines, in their order, without what each test wrote. */
export class GivenVerdicts extends Query<readonly NewestVerdict[]> {
  constructor(readonly lines: readonly ImageLine[]) {
    super();
  }
}

@QueryHandler(GivenVerdicts)
export class GivenVerdictsHandler implements IQueryHandler<GivenVerdicts> {
  constructor(private readonly verdicts: Verdicts) {}

  /** @throws Rejection `image-unknown` */
  execute({ lines }: GivenVerdicts): Promise<readonly NewestVerdict[]> {
    return this.verdicts.each(lines);
  }
}
