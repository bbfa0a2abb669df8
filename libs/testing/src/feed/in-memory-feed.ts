import { Rejection, type Recorded } from '@quench/kernel';
import { continueAfter, Feed, type Head } from '@quench/ports';
import type { InMemoryEventStore } from '../event-store/index.js';

/** The feed of in-memory stores: delivers each event once, in order, as soon as it is committed. */
export class InMemoryFeed extends Feed {
  private readonly stores: ReadonlyMap<string, InMemoryEventStore>;

  /** @param stores by service name */
  constructor(stores: Readonly<Record<string, InMemoryEventStore>>) {
    super();
    this.stores = new Map(Object.entries(stores));
  }

  override async pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    const store = this.store(producer);
    return store.rangeForFeed(continueAfter(after, await store.epochs()), limit);
  }

  override head(producer: string): Promise<Head> {
    return this.store(producer).head();
  }

  override subscribe(producer: string, deliver: (events: readonly Recorded[]) => void): () => void {
    const store = this.store(producer);
    return store.events.subscribe(({ first, last }) => {
      void store.rangeForFeed(first - 1, last - first + 1).then(deliver);
    });
  }

  private store(producer: string): InMemoryEventStore {
    const store = this.stores.get(producer);
    if (store === undefined) throw new Rejection('producer-unknown', `No service ${producer} here`);
    return store;
  }
}
