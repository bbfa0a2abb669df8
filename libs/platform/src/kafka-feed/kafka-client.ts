import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { TransientFault } from '@quench/kernel';
import type { Log } from '@quench/ports';
import { Kafka, logLevel, Partitioners, type Consumer, type ITopicConfig } from 'kafkajs';
import { checkBrokers } from './broker-check.js';
import { accessOptions, type KafkaAccess } from './kafka-access.js';
import type { InMessage, OutMessage } from './record-message.js';
import type { Topic } from './topic-plan.js';

/** Where the brokers are, and who asks. */
export interface KafkaConnection {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** Names this process in the logs of the broker. */
  readonly clientId: string;
  /** How brokers are known and who we are to them; none: in plain text, as nobody. */
  readonly access?: KafkaAccess | undefined;
  readonly log: Log;
}

/** Takes messages of one topic, in order. After a rejection it is of no use any more: close it and open another. */
export interface RecordSink {
  /** Resolves when all replicas that are in sync have the messages. Rejects when that is not known. */
  send(messages: readonly OutMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** What is told of a topic while it is read. */
export interface SourceEvents {
  /** Messages in order. Awaited before the next ones; must not reject. */
  deliver(messages: readonly InMessage[]): Promise<void>;
  /** The broker was heard. */
  alive(): void;
  /** Nothing will come any more. */
  ended(because: string): void;
}

/** Reads one topic until it is closed or has ended. */
export interface RecordSource {
  close(): Promise<void>;
}

/**
 * Complete, since kafkajs has other defaults under a test runner. Nothing is started again by kafkajs itself: whoever
 * opened a sink or a source opens another one, which is one way back instead of two.
 */
const RETRY = {
  retries: 5,
  initialRetryTime: 100,
  maxRetryTime: 1_000,
  factor: 0.2,
  multiplier: 2,
  restartOnFailure: () => Promise.resolve(false),
};
const CONNECTION = { connectionTimeout: 3_000, authenticationTimeout: 5_000, requestTimeout: 10_000 };
const FETCH = {
  // New records end the wait at once; without any, this is how often an idle reader asks.
  maxWaitTimeInMs: 2_000,
  maxBytesPerPartition: 1_048_576,
  maxBytes: 4_194_304,
  sessionTimeout: 30_000,
  rebalanceTimeout: 10_000,
  heartbeatInterval: 3_000,
};
/** A client of a broker that is gone may never end. */
const CLOSE_MS = 5_000;

/** The only way to kafkajs. */
export class KafkaClient {
  private readonly kafka: Kafka;

  constructor(private readonly connection: KafkaConnection) {
    sleepWhileIdle();
    const { brokers, clientId, access, log } = connection;
    this.kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      ...accessOptions(access),
      ...CONNECTION,
      retry: RETRY,
      logLevel: logLevel.ERROR,
      logCreator: () => (entry) => {
        const { message, error } = entry.log;
        log.warn('kafka-client', { namespace: entry.namespace, reason: [message, error].filter(Boolean).join(': ') });
      },
    });
  }

  /**
   * Refuses brokers that do not understand us, before anything else is asked of them.
   * @throws Rejection `kafka-too-different`; TransientFault `kafka-unavailable`
   */
  async check(): Promise<void> {
    const { brokers, access } = this.connection;
    const { ssl: tls } = accessOptions(access);
    await checkBrokers(brokers.map((place) => ({ ...addressOf(place), tls })));
  }

  /** @throws TransientFault `kafka-unavailable` */
  async openSink(topic: string): Promise<RecordSink> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: RETRY,
    });
    const close = (): Promise<void> => inTime(producer.disconnect());
    const send = async (messages: readonly OutMessage[]): Promise<void> => {
      const sent = messages.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } }));
      await unavailable(producer.send({ topic, acks: -1, messages: sent }));
    };
    await unavailable(producer.connect()).catch(closing(close));
    return { send, close };
  }

  /**
   * Reads a topic from `fromMs` on, by the broker's clock. kafkajs reads in groups only, so each source is a group of its
   * own for as long as it lives: nobody's place is in the broker.
   * @throws TransientFault `kafka-unavailable`
   */
  async openSource(topic: string, fromMs: number, events: SourceEvents): Promise<RecordSource> {
    const consumer = this.kafka.consumer({
      groupId: `${this.connection.clientId}.${randomUUID()}`,
      allowAutoTopicCreation: false,
      retry: RETRY,
      ...FETCH,
    });
    const close = (): Promise<void> => inTime(consumer.disconnect());
    const open = async (): Promise<void> => {
      beginAt(consumer, topic, await this.offsetsAt(topic, fromMs));
      report(consumer, events);
      await consumer.connect();
      // `false` would leave out what came while the partition belonged to nobody.
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        eachBatch: async ({ batch }) => {
          await events.deliver(
            batch.messages.map(({ value, headers = {} }) => ({ value: value ?? undefined, headers })),
          );
        },
      });
    };
    await unavailable(open()).catch(closing(close));
    return { close };
  }

  /** Those of the named topics that exist. @throws TransientFault `kafka-unavailable` */
  topics(names: readonly string[]): Promise<readonly Topic[]> {
    return this.admin(async (admin) => {
      const existing = (await admin.listTopics()).filter((name) => names.includes(name));
      if (existing.length === 0) return [];
      const { topics } = await admin.fetchTopicMetadata({ topics: existing });
      const resources = existing.map((name) => ({ type: TOPIC, name }));
      const { resources: described } = await admin.describeConfigs({ resources, includeSynonyms: false });
      return topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        settings: Object.fromEntries(
          described
            .filter(({ resourceName }) => resourceName === name)
            .flatMap(({ configEntries }) => configEntries.map((entry) => [entry.configName, entry.configValue])),
        ),
      }));
    });
  }

  /** Makes topics; one that exists is left as it is. @throws TransientFault `kafka-unavailable` */
  async createTopics(topics: readonly Topic[]): Promise<void> {
    const wanted = topics.map(({ name, partitions, replicas, settings }): ITopicConfig => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicas,
      configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
    }));
    await this.admin((admin) => admin.createTopics({ topics: wanted, waitForLeaders: true }));
  }

  private offsetsAt(topic: string, fromMs: number): Promise<readonly { partition: number; offset: string }[]> {
    return this.admin((admin) => admin.fetchTopicOffsetsByTimestamp(topic, fromMs));
  }

  private async admin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin({ retry: RETRY });
    try {
      return await unavailable(admin.connect().then(() => work(admin)));
    } finally {
      await inTime(admin.disconnect());
    }
  }
}

/** `ConfigResourceTypes.TOPIC`, which a module cannot import by name from kafkajs. */
const TOPIC = 2;

/** Before the first fetch, and only then: after it, the group knows where it was. */
function beginAt(
  consumer: Consumer,
  topic: string,
  offsets: readonly { readonly partition: number; readonly offset: string }[],
): void {
  let begun = false;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    if (begun) return;
    begun = true;
    for (const { partition, offset } of offsets) consumer.seek({ topic, partition, offset });
  });
}

function report(consumer: Consumer, { alive, ended }: SourceEvents): void {
  consumer.on(consumer.events.FETCH, alive);
  consumer.on(consumer.events.HEARTBEAT, alive);
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    ended(String(payload.error));
  });
}

function addressOf(place: string): { readonly host: string; readonly port: number } {
  const colon = place.lastIndexOf(':');
  return { host: place.slice(0, colon), port: Number(place.slice(colon + 1)) };
}

const unavailable = <T>(asked: Promise<T>): Promise<T> =>
  asked.catch((cause: unknown) => {
    throw new TransientFault('kafka-unavailable', `The broker does not do what it was asked: ${String(cause)}`, {
      cause,
    });
  });

const closing =
  (close: () => Promise<void>) =>
  async (fault: unknown): Promise<never> => {
    await close();
    throw fault;
  };

/** Errors of a client that is given up are of no interest. */
async function inTime(ending: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([ending.catch(() => undefined), over]);
  clearTimeout(timer);
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 re-arms a timer of 1 ms on every idle connection for ever (3 to 6 % of a core each). Nothing has to be
 * looked for while nothing is pending; `push` asks again.
 */
function sleepWhileIdle(): void {
  const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    readonly prototype: RequestQueue;
  };
  const { prototype } = queue;
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

const patched = new WeakSet();
