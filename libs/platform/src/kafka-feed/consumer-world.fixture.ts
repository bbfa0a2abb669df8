import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Reactor, Recorded } from '@quench/kernel';
import {
  auditor,
  countedContracts,
  eventually,
  InMemoryCursors,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  startPostgres,
  ToyService,
  type FaultProxy,
  type TestPostgres,
} from '@quench/testing';
import { ServiceRuntime } from '../runtime/index.js';
import { append, feedOf, publish, type PublishedProducer } from './feed-world.fixture.js';
import type { KafkaFeed } from './kafka-feed.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
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

  append(count: number): Promise<void> {
    return append(this.published, count);
  }

  /** Waits until so many events have been digested. */
  digests(last: number): Promise<void> {
    return eventually(`${String(last)} events digested`, () => this.digested.length >= last);
  }

  /** Events that did not come by Kafka and were pulled. */
  get repaired(): number {
    return this.runtime.consumerStates().reduce((sum, state) => sum + state.repaired, 0);
  }

  /** Waits until so many events have been brought to the broker: what could not be brought has waited in the log. */
  drained(last: number): Promise<void> {
    return eventually('the log brought to the broker', () => this.published.relay.relayed >= last);
  }

  /** What must have been digested: every event of the log once, in order. @throws when there are not so many */
  async logged(count: number): Promise<readonly Recorded[]> {
    const events = await this.published.producer.store.range(0, count + 1);
    if (events.length !== count) throw new RangeError(`${String(events.length)} of ${String(count)} events in the log`);
    return events;
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

const HANG_MS = 240_000;

/** What {@link givenWorlds} gives while tests run. */
export interface Given {
  readonly kafka: TestKafka;
  /** The one of this test. */
  readonly world: ConsumerWorld;
}

/**
 * Declares a database and a broker for all tests of a file, and a world for each.
 * @param road on which producer and consumer come to the broker; none: directly
 */
export function givenWorlds(road?: () => Promise<FaultProxy>): Given {
  let server: TestPostgres;
  let kafka: TestKafka;
  let world: ConsumerWorld;
  beforeAll(async () => {
    [server, kafka] = await Promise.all([startPostgres(), startKafka(new RecordingLog(), await road?.())]);
  }, KAFKA_HANG_MS);
  afterAll(async () => {
    await kafka.stop();
    await server.stop();
  }, HANG_MS);
  beforeEach(async () => {
    world = await ConsumerWorld.open(server, kafka);
  }, HANG_MS);
  afterEach(() => world.close(), HANG_MS);
  return {
    get kafka() {
      return kafka;
    },
    get world() {
      return world;
    },
  };
}
