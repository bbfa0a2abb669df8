import { expect } from '@jest/globals';
import type { Reactor, Recorded } from '@quench/kernel';
import {
  appendOf,
  auditor,
  countedContracts,
  eventually,
  freshStream,
  InMemoryCursors,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  ToyService,
  type TestPostgres,
} from '@quench/testing';
import { ServiceRuntime } from '../runtime/index.js';
import { feedOf, publish, type PublishedProducer } from './feed-world.fixture.js';
import type { KafkaFeed } from './kafka-feed.js';
import type { TestKafka } from './kafka.fixture.js';
import { startProducer } from './producer.fixture.js';

/** Heads are not asked while a test runs: what arrives came by Kafka, or because a number was missing. */
const NEVER_MS = 3_600_000;

let names = 0;

/** A producer with a log of its own, and one consumer that has digested the first three events of it. */
export class ConsumerWorld {
  readonly digested: Recorded[] = [];

  private constructor(
    readonly log: RecordingLog,
    readonly published: PublishedProducer,
    readonly feed: KafkaFeed,
    private readonly closeFeed: () => Promise<void>,
    private readonly runtime: ServiceRuntime,
  ) {}

  static async open(server: TestPostgres, kafka: TestKafka): Promise<ConsumerWorld> {
    const log = new RecordingLog();
    const producer = await startProducer(server, `toy_${String(++names)}`, countedContracts);
    const published = await publish(producer, kafka, log);
    const { feed, close } = feedOf([published], kafka, { log, contracts: countedContracts, silentMs: 4_000 });
    const runtime = consumer(published.service, feed, log, (event) => world.digested.push(event));
    const world = new ConsumerWorld(log, published, feed, close, runtime);
    await world.append(3);
    runtime.start();
    await world.digests(3);
    return world;
  }

  async append(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.published.producer.store.append(appendOf(freshStream(), 0));
  }

  /** Waits until so many events have been digested. */
  digests(last: number): Promise<void> {
    return eventually(`${String(last)} events digested`, () => this.digested.length >= last);
  }

  /** Events that did not come by Kafka and were pulled. */
  get repaired(): number {
    return this.runtime.consumerStates().reduce((sum, state) => sum + state.repaired, 0);
  }

  /** Every event once, in order, as it is in the log. */
  async isWhole(last: number): Promise<void> {
    expect(this.digested).toEqual(await this.published.producer.store.range(0, last + 1));
    expect(this.digested).toHaveLength(last);
  }

  async close(): Promise<void> {
    await this.runtime.stop(0);
    await this.closeFeed();
    await this.published.close();
  }
}

function consumer(
  producer: string,
  feed: KafkaFeed,
  log: RecordingLog,
  digest: (event: Recorded) => void,
): ServiceRuntime {
  const reactor: Reactor = {
    ...auditor().reactor,
    producer,
    react: (event) => {
      digest(event);
      return [];
    },
  };
  return new ServiceRuntime({
    service: new ToyService({ reactors: [reactor] }),
    queue: new InMemoryWorkQueue(),
    feed,
    cursors: new InMemoryCursors(),
    parking: new InMemoryParking(),
    transactor: new InMemoryTransactor(),
    readModelWriter: new InMemoryReadModels().writer,
    log,
    headEveryMs: NEVER_MS,
  });
}
