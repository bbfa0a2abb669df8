import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { TOIL_TYPES, toilOf, type ToilWeek } from '@quench/historian-domain';
import { Archive } from './archive.js';

/** What persons had to do in each of the last weeks, the newest first. */
export class AskToil extends Query<readonly ToilWeek[]> {
  constructor(
    readonly weeks: number,
    readonly now: string,
  ) {
    super();
  }
}

@QueryHandler(AskToil)
export class AskToilHandler implements IQueryHandler<AskToil> {
  constructor(private readonly archive: Archive) {}

  /** @throws Rejection `too-many-rows`, `history-newer` */
  async execute({ weeks, now }: AskToil): Promise<readonly ToilWeek[]> {
    return toilOf(await this.archive.ofTypes(TOIL_TYPES), now, weeks);
  }
}
