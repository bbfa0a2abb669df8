import { linesNamed, lineName, nearLine } from '@quench/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import {
  failingLines,
  LAG_TYPES,
  lagOf,
  linesNow,
  type IsNewer,
  type Lag,
  type MissedVersion,
} from '@quench/historian-domain';
import { Rejection } from '@quench/kernel';
import { Archive } from './archive.js';
import { ArchiveOffers } from './archive-offers.js';
import { VersionOrder } from './version-order.js';

/** How long releases took to the channels, and what lines are behind with now. */
export class AskLag extends Query<Lag> {
  /**
   * @param image an image or a line of it; undefined: the whole catalog
   * @param since what was published from this instant on counts
   */
  constructor(
    readonly image: string | undefined,
    readonly since: string,
  ) {
    super();
  }
}

@QueryHandler(AskLag)
export class AskLagHandler implements IQueryHandler<AskLag> {
  constructor(
    private readonly archive: Archive,
    private readonly offers: ArchiveOffers,
    private readonly order: VersionOrder,
  ) {}

  /** @throws Rejection `unknown-to-history`, `too-many-rows`, `history-newer`, `ecosystem-unknown` */
  async execute({ image, since }: AskLag): Promise<Lag> {
    const events = await this.archive.ofTypes(LAG_TYPES);
    const lines = linesNow(events);
    const meant = image === undefined ? lines : linesNamed(image, lines);
    if (image !== undefined && meant.length === 0) {
      const hint = nearLine(image, lines);
      throw new Rejection('unknown-to-history', `The catalog has no image "${image}".${hint} See: quench image list`);
    }
    const missed = new Map<string, readonly MissedVersion[]>();
    const unread: string[] = [];
    for (const failing of failingLines(events, meant)) {
      const found = await this.offers.since(failing);
      if (found === undefined) unread.push(lineName(failing.line));
      else missed.set(failing.key, found);
    }
    const isNewer: IsNewer = (ecosystem, version, than) => this.order.isNewer(ecosystem, version, than);
    return { ...lagOf({ events, since, lines: meant, missed, isNewer }), unread };
  }
}
