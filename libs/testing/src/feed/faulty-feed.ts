import type { Recorded } from '@quench/kernel';
import { Feed, type Head } from '@quench/ports';
import { seededRandom } from './seeded-random.js';

/** How often each thing goes wrong with a delivered event, from 0 to 1. */
export interface FeedFaults {
  /** The event never comes. With 1, every tail is lost. */
  readonly lose?: number;
  /** The event comes again with a later one. */
  readonly double?: number;
  /** The event is held back until after a later one. */
  readonly reorder?: number;
}

/**
 * A feed that delivers as badly as the port allows: it loses, doubles and reorders, by a seed. `pull` and `head` stay
 * true, as they must.
 */
export class FaultyFeed extends Feed {
  private readonly random: () => number;
  /** How often what went wrong. */
  readonly injected = { lost: 0, doubled: 0, reordered: 0 };

  constructor(
    private readonly feed: Feed,
    private readonly faults: FeedFaults,
    seed = 1,
  ) {
    super();
    this.random = seededRandom(seed);
  }

  override pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    return this.feed.pull(producer, after, limit);
  }

  override head(producer: string): Promise<Head> {
    return this.feed.head(producer);
  }

  override subscribe(producer: string, deliver: (events: readonly Recorded[]) => void): () => void {
    const held: Recorded[] = [];
    return this.feed.subscribe(producer, (events) => {
      for (const event of events) {
        const batch = this.disturb(event, held);
        if (batch.length > 0) deliver(batch);
      }
    });
  }

  /** What is delivered in place of `event`. Events in `held` come after a later one. */
  private disturb(event: Recorded, held: Recorded[]): readonly Recorded[] {
    const { lose = 0, double = 0, reorder = 0 } = this.faults;
    if (this.random() < lose) {
      this.injected.lost++;
      return [];
    }
    if (this.random() < reorder) {
      this.injected.reordered++;
      held.push(event);
      return [];
    }
    const batch = [event, ...held.splice(0).reverse()];
    if (this.random() < double) {
      this.injected.doubled++;
      held.push(event);
    }
    return batch;
  }
}
