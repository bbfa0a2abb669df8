import type { Cursors, Feed, ParkedCount, Parking } from '@quench/ports';
import type { Lag } from '../endpoints/index.js';
import type { ConsumerState } from '../runtime/index.js';
import { inShort } from './in-short.js';
import { KnownHeads } from './known-heads.js';
import { hasUnread, lagOf, UNKNOWN, type Stand } from './lag-of.js';

/** Where consumers stand. */
export interface LagPlaces {
  readonly states: readonly ConsumerState[];
  readonly cursors: Pick<Cursors, 'get'>;
  readonly parking: Pick<Parking, 'counts'>;
}

/** How old an end of a log may be in an answer, and how long an answer waits for another service. */
const FRESH_MS = 5_000;
const WAIT_MS = 1_000;

/** How far the consumers of a service are behind, whoever is away. */
export class ConsumerLags {
  private readonly heads: KnownHeads;

  constructor(private readonly feed: Pick<Feed, 'head' | 'pull'>) {
    this.heads = new KnownHeads({ feed, freshMs: FRESH_MS, waitMs: WAIT_MS, nowMs: () => performance.now() });
  }

  async all({ states, cursors, parking }: LagPlaces, nowMs: number): Promise<readonly Lag[]> {
    const parked = await parking.counts().catch(() => 'unknown' as const);
    return Promise.all(
      states.map(async (state): Promise<Lag> => {
        const { consumer, producer, repaired } = state;
        const stand = parked === 'unknown' ? undefined : await this.standOf(state, cursors, parked);
        return { consumer, producer, repaired, ...(stand === undefined ? UNKNOWN : lagOf(stand, nowMs)) };
      }),
    );
  }

  /** `undefined` when it cannot be known: nobody says, or the consumer saw what the producer no longer has. */
  private async standOf(
    { consumer, producer, stopped }: ConsumerState,
    cursors: LagPlaces['cursors'],
    parked: readonly ParkedCount[],
  ): Promise<Stand | undefined> {
    const cursor = await cursors.get(consumer, producer).catch(() => undefined);
    const head = await this.heads.head(producer);
    if (cursor === undefined || head === undefined || stopped !== undefined) return undefined;
    const own = parked.find((count) => count.consumer === consumer && count.producer === producer);
    if (!hasUnread(cursor, head)) return { cursor, head, oldest: 'none', parked: own };
    const answer = await inShort(this.feed.pull(producer, cursor, 1), WAIT_MS);
    const oldest = answer === undefined ? 'unknown' : (answer[0] ?? 'none');
    return { cursor, head, oldest, parked: own };
  }
}
