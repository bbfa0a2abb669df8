import type { Recorded } from '@quench/kernel';
import { Feed, type Head } from '@quench/ports';

/**
 * The feeds as one service sees them. Its own log it reads in its own store; numbers that another instance gave are told
 * by Kafka, those of this process at once. What comes twice is passed over by whoever consumes it.
 */
export class ServiceFeed extends Feed {
  constructor(
    private readonly service: string,
    private readonly own: Feed,
    private readonly others: Feed,
  ) {
    super();
  }

  override pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    return this.truth(producer).pull(producer, after, limit);
  }

  override head(producer: string): Promise<Head> {
    return this.truth(producer).head(producer);
  }

  override subscribe(producer: string, deliver: (events: readonly Recorded[]) => void): () => void {
    const ends = [this.others.subscribe(producer, deliver)];
    if (producer === this.service) ends.push(this.own.subscribe(producer, deliver));
    return () => {
      for (const end of ends) end();
    };
  }

  private truth(producer: string): Feed {
    return producer === this.service ? this.own : this.others;
  }
}
