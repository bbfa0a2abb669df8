import { holds, type HoldRow } from '@quench/builder-domain';
import type { ImageLine } from '@quench/contracts';
import { Clock, ReadModels } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { updateNamed } from './decide-update.handler.js';
import { StandingUpdates } from './standing-updates.js';

/** An update that a line has not taken. */
export interface HoldView extends HoldRow {
  /** Whether a person should have decided by now. */
  readonly overdue: boolean;
}

/** The updates that lines of the catalog have not taken, by line and name. */
export class Holds extends Query<readonly HoldView[]> {}

@QueryHandler(Holds)
export class HoldsHandler implements IQueryHandler<Holds> {
  constructor(
    private readonly models: ReadModels,
    private readonly lines: AcceptedLines,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<readonly HoldView[]> {
    const found: HoldView[] = [];
    for await (const { row } of this.models.each<HoldRow>(holds.name)) {
      const line = await this.lines.get(row);
      if (line !== undefined && !line.ended) found.push(viewed(row, this.clock.now()));
    }
    return found;
  }
}

/** One of them. Its handler throws Rejection `hold-unknown`. */
export class ShowHold extends Query<HoldView> {
  constructor(
    readonly line: ImageLine,
    /** The source, a package of the update, or its purl. */
    readonly name: string,
  ) {
    super();
  }
}

@QueryHandler(ShowHold)
export class ShowHoldHandler implements IQueryHandler<ShowHold> {
  constructor(
    private readonly standing: StandingUpdates,
    private readonly clock: Clock,
  ) {}

  async execute({ line, name }: ShowHold): Promise<HoldView> {
    return viewed(updateNamed(name, line, await this.standing.rows(line)), this.clock.now());
  }
}

const viewed = (row: HoldRow, now: string): HoldView => ({
  ...row,
  overdue: row.phase === 'held' && Date.parse(row.until) < Date.parse(now),
});
