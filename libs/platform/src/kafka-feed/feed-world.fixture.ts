import type { Contracts } from '@quench/contracts';
import type { Log } from '@quench/ports';
import { appendOf, freshStream } from '@quench/testing';
import { EndpointServer } from '../endpoints/index.js';
import { feedEndpoints, PullFeedClient, RecordReader } from '../pull-feed/index.js';
import { KafkaFeed } from './kafka-feed.js';
import { KafkaRelay } from './kafka-relay.js';
import type { TestKafka } from './kafka.fixture.js';
import type { TestProducer } from './producer.fixture.js';
import { topicOf } from './topic-plan.js';

/** A producer that relays its log to Kafka and serves it for pulling. */
export interface PublishedProducer {
  readonly service: string;
  readonly producer: TestProducer;
  readonly relay: KafkaRelay;
  readonly endpoints: EndpointServer;
  readonly url: string;
  close(): Promise<void>;
}

/** Appends so many events, each to a stream of its own. */
export async function append({ producer }: Pick<PublishedProducer, 'producer'>, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await producer.store.append(appendOf(freshStream(), 0));
}

const TOKEN = 'a-token-of-services';

/** Makes the topic of a producer, and publishes its log both ways. */
export async function publish(producer: TestProducer, kafka: TestKafka, log: Log): Promise<PublishedProducer> {
  const { database, store, signer, sequencer: bell } = producer;
  const { service } = database;
  await kafka.topics(service);
  const client = kafka.client(`${service}-relay`, log);
  const relay = new KafkaRelay({ database, store, signer, bell, client, topic: topicOf(service), log, pollMs: 50 });
  relay.start();
  const endpoints = new EndpointServer({
    service,
    version: '0',
    token: TOKEN,
    log,
    endpoints: feedEndpoints({ store, signer }),
  });
  const url = await endpoints.listen(0);
  const close = async (): Promise<void> => {
    await relay.stop();
    await endpoints.close();
    await producer.close();
  };
  return { service, producer, relay, endpoints, url, close };
}

/** The feed of a consumer that knows these producers, trusts their keys and begins with what comes. */
export function feedOf(
  published: readonly PublishedProducer[],
  kafka: TestKafka,
  {
    log,
    contracts,
    silentMs = 60_000,
  }: { readonly log: Log; readonly contracts: Contracts; readonly silentMs?: number },
): { readonly feed: KafkaFeed; close(): Promise<void> } {
  const trusted = published.map(({ service, producer }) => [service, [producer.signer.publicKey]] as const);
  const reader = new RecordReader(Object.fromEntries(trusted), contracts);
  const urls = new Map(published.map(({ service, url }) => [service, url]));
  const pull = new PullFeedClient({ producers: urls, token: TOKEN, reader, log });
  const producers = [...urls.keys()];
  const feed = new KafkaFeed({ client: kafka.client('consumer', log), pull, producers, reader, log, silentMs });
  const close = async (): Promise<void> => {
    await feed.close();
    await pull.close();
  };
  return { feed, close };
}
