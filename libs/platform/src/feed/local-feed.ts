import { Rejection, type Recorded } from '@quench/kernel';
import { continueAfter, Feed, type EventStore, type Head } from '@quench/ports';

/** Tells when numbers were given in this process. */
export interface LogBell {
  subscribe(listener: (seqs: { readonly first: number; readonly last: number }) => void): () => void;
}

/** A service in this process whose log others read. */
export interface LocalProducer {
  readonly store: EventStore;
  /** Its sequencer. */
  readonly bell: LogBell;
}

type Deliver = (events: readonly Recorded[]) => void;

interface Channel {
  readonly subscribers: Set<Deliver>;
  readonly end: () => void;
}

const PAGE = 500;

/**
 * The feed of services in one process: asks the producer's own store, as the producer's own role. What is delivered
 * unasked is only a hint, and a page that cannot be read is dropped: consumers ask for heads on a timer.
 */
export class LocalFeed extends Feed {
  private readonly channels = new Map<string, Channel>();

  /** @param producers by service name */
  constructor(private readonly producers: ReadonlyMap<string, LocalProducer>) {
    super();
  }

  override async pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    const { store } = this.producer(producer);
    return store.rangeForFeed(continueAfter(after, await store.epochs()), limit);
  }

  override head(producer: string): Promise<Head> {
    return this.producer(producer).store.head();
  }

  override subscribe(producer: string, deliver: Deliver): () => void {
    const channel = this.channels.get(producer) ?? this.open(producer);
    channel.subscribers.add(deliver);
    return () => {
      channel.subscribers.delete(deliver);
      if (channel.subscribers.size > 0 || this.channels.get(producer) !== channel) return;
      this.channels.delete(producer);
      channel.end();
    };
  }

  /** One reader for all subscribers of a producer, one page after the other. */
  private open(producer: string): Channel {
    const { store, bell } = this.producer(producer);
    const subscribers = new Set<Deliver>();
    let reading = Promise.resolve();
    const read = async (after: number, last: number): Promise<void> => {
      const events = await store.rangeForFeed(after, Math.min(PAGE, last - after));
      for (const deliver of subscribers) deliver(events);
      const end = events.at(-1)?.globalSeq;
      if (end !== undefined && end < last) await read(end, last);
    };
    const end = bell.subscribe(({ first, last }) => {
      reading = reading.then(() => read(first - 1, last)).catch(() => undefined);
    });
    const channel = { subscribers, end };
    this.channels.set(producer, channel);
    return channel;
  }

  private producer(name: string): LocalProducer {
    const producer = this.producers.get(name);
    if (producer === undefined) throw new Rejection('producer-unknown', `No service ${name} runs in this process`);
    return producer;
  }
}
