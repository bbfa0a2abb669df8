import { lineIn, lineKey, type ImageLine } from '@quench/contracts';
import { ofTypes } from '@quench/historian-domain';
import { Archive } from './archive.js';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** A lock of a line. */
export interface LineRevision {
  readonly line: ImageLine;
  readonly revision: number;
}

/**
 * Seconds from the lock of a revision to the first channel that moved to it, by `lineKey`; without those that are in none, as far as
 * this version can read what was recorded.
 */
export class TravelTimes extends Query<ReadonlyMap<string, number>> {
  /** @param of a revision of each line */
  constructor(readonly of: readonly LineRevision[]) {
    super();
  }
}

/** Images whose events are read in one question: each may have those of ten years. */
const AT_ONCE = 5;

@QueryHandler(TravelTimes)
export class TravelTimesHandler implements IQueryHandler<TravelTimes> {
  constructor(private readonly archive: Archive) {}

  /** @throws Rejection `too-many-rows` */
  async execute({ of }: TravelTimes): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const images = [...Map.groupBy(of, ({ line }) => line.image)];
    for (let at = 0; at < images.length; at += AT_ONCE) {
      const some = images.slice(at, at + AT_ONCE);
      const times = await this.timesOf(
        some.map(([image]) => image),
        some.flatMap(([, lines]) => lines),
      );
      for (const [key, seconds] of times) found.set(key, seconds);
    }
    return found;
  }

  private async timesOf(
    images: readonly string[],
    of: readonly LineRevision[],
  ): Promise<readonly (readonly [string, number])[]> {
    const [built, distributed] = await Promise.all([
      this.archive.saidBy('builder', images),
      this.archive.saidBy('distributor', images),
    ]);
    const locked = new Steps();
    for (const { data, sequencedAt } of ofTypes(built, 'builder.LockResolved.v1')) locked.add(data, sequencedAt);
    const moved = new Steps();
    for (const { data, sequencedAt } of ofTypes(distributed, 'distributor.ChannelMoved.v1'))
      moved.add({ ...data, image: data.repository }, sequencedAt);
    return of.flatMap(({ line, revision }) => {
      const [from, to] = [locked.at(line, revision), moved.at(line, revision)];
      return from === undefined || to === undefined
        ? []
        : [[lineKey(line), (Date.parse(to) - Date.parse(from)) / 1_000]];
    });
  }
}

/** When each revision of each line first took a step. */
class Steps {
  private readonly found = new Map<string, string>();

  /** @param at of steps, oldest first */
  add(of: Parameters<typeof lineIn>[0] & { readonly revision: number }, at: string): void {
    const key = stepKey(lineIn(of), of.revision);
    if (!this.found.has(key)) this.found.set(key, at);
  }

  at(line: ImageLine, revision: number): string | undefined {
    return this.found.get(stepKey(line, revision));
  }
}

const stepKey = (line: ImageLine, revision: number): string => `${lineKey(line)} ${String(revision)}`;
