import { setImmediate as breathe } from 'node:timers/promises';
import { Rejection, type Recorded } from '@quench/kernel';
import { Feed, type Head, type Log } from '@quench/ports';
import { RecordRefused, type RefusedBecause } from '../pull-feed/record-refused.js';
import type { PullFeedClient, RecordReader } from '../pull-feed/index.js';
import type { KafkaClient } from './kafka-client.js';
import { recordIn, type InMessage } from './record-message.js';
import { topicOf } from './topic-plan.js';
import { TopicReader } from './topic-reader.js';

export interface KafkaFeedOptions {
  readonly client: Pick<KafkaClient, 'openSource'>;
  /** Answers what Kafka lost, and knows the producers. */
  readonly pull: Pick<PullFeedClient, 'pull' | 'head'>;
  /** The services whose feeds can be subscribed to. */
  readonly producers: readonly string[];
  readonly reader: RecordReader;
  readonly log: Log;
  /** As of `TopicReader`. */
  readonly overlapMs?: number;
  readonly silentMs?: number;
}

type Deliver = (events: readonly Recorded[]) => void;

interface Channel {
  readonly subscribers: Set<Deliver>;
  readonly reader: TopicReader;
}

/** Verified between two looks at what else there is to do. */
const STEP = 50;

/**
 * The feed of services that run apart: Kafka is the road, the pull is the repair. A record that its producer did not
 * sign is counted, logged and left out, so that its number is missing and gets pulled.
 */
export class KafkaFeed extends Feed {
  private readonly channels = new Map<string, Channel>();
  private readonly ending = new Set<Promise<void>>();
  /** Of channels that have ended. */
  private replacedBefore = 0;
  private readonly refusals = new Map<RefusedBecause | 'unreadable', number>();

  constructor(private readonly options: KafkaFeedOptions) {
    super();
  }

  /** How many records were left out, by reason. */
  get refused(): ReadonlyMap<RefusedBecause | 'unreadable', number> {
    return this.refusals;
  }

  /** How many readers of topics had to be replaced. */
  get replacedSources(): number {
    return this.replacedBefore + [...this.channels.values()].reduce((sum, { reader }) => sum + reader.replaced, 0);
  }

  override pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]> {
    return this.options.pull.pull(producer, after, limit);
  }

  override head(producer: string): Promise<Head> {
    return this.options.pull.head(producer);
  }

  override subscribe(producer: string, deliver: Deliver): () => void {
    const channel = this.channels.get(producer) ?? this.open(producer);
    channel.subscribers.add(deliver);
    return () => {
      channel.subscribers.delete(deliver);
      if (channel.subscribers.size === 0 && this.channels.get(producer) === channel) this.end(producer, channel);
    };
  }

  /** Ends all subscriptions, and resolves when nothing of them is left. */
  async close(): Promise<void> {
    for (const [producer, channel] of this.channels) this.end(producer, channel);
    await Promise.all(this.ending);
  }

  /** One reader for all subscribers of a producer. */
  private open(producer: string): Channel {
    if (!this.options.producers.includes(producer)) {
      throw new Rejection('producer-unknown', `Nobody said that ${producer} publishes a feed`);
    }
    const { client, log, overlapMs = 60_000, silentMs = 60_000 } = this.options;
    const subscribers = new Set<Deliver>();
    const deliver = (messages: readonly InMessage[]): Promise<void> => this.deliver(producer, messages, subscribers);
    const reader = new TopicReader({ client, topic: topicOf(producer), log, overlapMs, silentMs, deliver });
    reader.start();
    const channel = { subscribers, reader };
    this.channels.set(producer, channel);
    return channel;
  }

  private end(producer: string, { subscribers, reader }: Channel): void {
    this.channels.delete(producer);
    this.replacedBefore += reader.replaced;
    subscribers.clear();
    const ended = reader.stop().finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }

  /** Never rejects: kafkajs would take some errors for the end of everything. */
  private async deliver(
    producer: string,
    messages: readonly InMessage[],
    subscribers: ReadonlySet<Deliver>,
  ): Promise<void> {
    for (let from = 0; from < messages.length; from += STEP) {
      const events = messages.slice(from, from + STEP).flatMap((message) => this.read(producer, message));
      for (const subscriber of subscribers) this.hand(producer, events, subscriber);
      await breathe();
    }
  }

  /** The event in a message; none when it is not to be believed. */
  private read(producer: string, message: InMessage): readonly Recorded[] {
    try {
      return [this.options.reader.read(producer, recordIn(message))];
    } catch (fault) {
      const because = fault instanceof RecordRefused ? fault.because : 'unreadable';
      this.refusals.set(because, (this.refusals.get(because) ?? 0) + 1);
      this.options.log.error('feed-record-refused', { producer, by: 'kafka', reason: String(fault) });
      return [];
    }
  }

  private hand(producer: string, events: readonly Recorded[], subscriber: Deliver): void {
    try {
      if (events.length > 0) subscriber(events);
    } catch (fault) {
      this.options.log.error('feed-subscriber-fault', { producer, reason: String(fault) });
    }
  }
}
