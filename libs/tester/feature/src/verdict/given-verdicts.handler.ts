import type { ImageLine } from '@quench/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Verdicts, type NewestVerdict } from './verdicts.js';

/** So many lines are asked for together. */
const AT_ONCE = 100;

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
  async execute({ lines }: GivenVerdicts): Promise<readonly NewestVerdict[]> {
    const found: NewestVerdict[] = [];
    for (let at = 0; at < lines.length; at += AT_ONCE) {
      found.push(...(await this.verdicts.each(lines.slice(at, at + AT_ONCE))));
    }
    return found;
  }
}
