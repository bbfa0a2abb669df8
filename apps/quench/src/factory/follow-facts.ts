import type { Recorded } from '@quench/kernel';
import { place } from '@quench/platform/runtime';
import type { Feed, Head } from '@quench/ports';

const PAGE = 500;

/** Facts that are told as they come. */
export interface FollowedFacts {
  /** Resolves when every fact that has its number now was told. */
  caughtUp(): Promise<void>;
  /** Ends it; facts that come later are not told. */
  stop(): void;
}

/**
 * Tells the facts of services from now on: each once, those of one service in the order of its log. Where what the feed
 * delivers does not come next, the log is asked.
 * @param onFault is told why facts could not be read; they are read with the next ones
 */
export async function followFacts(
  feed: Feed,
  services: readonly string[],
  tell: (fact: Recorded) => void,
  onFault: (fault: unknown) => void,
): Promise<FollowedFacts> {
  const followed = await Promise.all(
    services.map(async (service) => {
      const follower = new Follower(feed, service, await feed.head(service), tell);
      const end = feed.subscribe(service, (facts) => {
        follower.take(facts).catch(onFault);
      });
      return { follower, end };
    }),
  );
  return {
    caughtUp: async () => {
      await Promise.all(followed.map(({ follower }) => follower.read()));
    },
    stop: () => {
      for (const { end } of followed) end();
    },
  };
}

/** One service's facts, read one page after the other. */
class Follower {
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly feed: Feed,
    private readonly service: string,
    private place: Head,
    private readonly tell: (fact: Recorded) => void,
  ) {}

  take(delivered: readonly Recorded[]): Promise<void> {
    return this.inTurn(async () => {
      if (!this.tellThatComeNext(delivered)) await this.pages();
    });
  }

  read(): Promise<void> {
    return this.inTurn(() => this.pages());
  }

  private inTurn(read: () => Promise<void>): Promise<void> {
    const next = this.reading.then(read);
    this.reading = next.catch(() => undefined);
    return next;
  }

  /** Whether nothing is missing before the last of them. */
  private tellThatComeNext(facts: readonly Recorded[]): boolean {
    for (const fact of facts) {
      const where = place(this.place, fact);
      if (where === 'next') this.advance(fact);
      else if (where !== 'old') return false;
    }
    return true;
  }

  private async pages(): Promise<void> {
    for (;;) {
      const facts = await this.feed.pull(this.service, this.place, PAGE);
      for (const fact of facts) this.advance(fact);
      if (facts.length === 0) return;
    }
  }

  private advance(fact: Recorded): void {
    this.place = { epoch: fact.epoch, seq: fact.globalSeq };
    this.tell(fact);
  }
}
