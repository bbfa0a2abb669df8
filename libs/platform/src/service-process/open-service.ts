import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Log, Signer } from '@quench/ports';
import { ContentsThread, FolderContentStore } from '../content-store/index.js';
import { DataDirectory } from '../data-directory/index.js';
import { openPreparedDatabase, type Database } from '../database/index.js';
import { EndpointServer, healthEndpoints } from '../endpoints/index.js';
import { LocalFeed } from '../feed/index.js';
import { checkTopics, KafkaClient, KafkaFeed, KafkaRelay, topicOf, topicPlan } from '../kafka-feed/index.js';
import { feedEndpoints, PullFeedClient, RecordReader } from '../pull-feed/index.js';
import {
  migrationsOf,
  openStore,
  startHost,
  type ServiceDefinition,
  type ServiceHost,
  type ServiceStore,
} from '../service-host/index.js';
import { FileSigner, readPublicKey, type TrustedKeys } from '../signing/index.js';
import type { Closing } from './begin-service.js';
import { ConsumerLags } from './consumer-lags.js';
import { feedUrls } from './feed-urls.js';
import { kafkaAccessOf } from './kafka-access-of.js';
import { metricSources, type Road } from './metric-sources.js';
import { openObservation, type Observation } from './open-observation.js';
import { secretIn } from './secret-in.js';
import { SERVICES, type ServiceConfiguration, type ServiceName } from './service-configuration.js';
import { ServiceFeed } from './service-feed.js';
import { ServiceHealth } from './service-health.js';
import { reachingDatabase, reachingKafka } from './where-configured.js';

const POOL_SIZE = 10;

/** What a service's own parts are made from. */
export interface PartsInput<C extends ServiceConfiguration> {
  readonly configuration: C;
  readonly directory: DataDirectory;
  readonly content: FolderContentStore;
  /** Folder of caches that all processes of this data directory share. */
  readonly cache: string;
  /** Folder of caches of this instance alone. */
  readonly ownCache: string;
  readonly signer: Signer;
  /** From the key folder, by service. */
  readonly trusted: TrustedKeys;
  readonly log: Log;
}

/** What a service needs of the world besides database and feeds. */
export interface Parts {
  readonly providers: readonly Provider[];
  /** Called when the service has been wired, before it works: to serve what it serves. */
  serve?(host: ServiceHost): Promise<void>;
  close(): Promise<void>;
}

/** One service as a process of its own. */
export interface ServiceProgram<C extends ServiceConfiguration = ServiceConfiguration> {
  readonly definition: ServiceDefinition & { readonly name: ServiceName };
  readonly configuration: new () => C;
  /** Of the product. */
  readonly version: string;
  parts(input: PartsInput<C>): Promise<Parts>;
}

/** A service that is wired and does not work yet. */
export interface OpenService {
  readonly host: ServiceHost;
  readonly signer: Signer;
  readonly health: ServiceHealth;
  readonly relay: KafkaRelay;
  readonly server: EndpointServer;
  readonly parts: Parts;
}

/**
 * Opens a service over its database, the brokers and the feeds of others.
 * @param closing gets how to close what was opened, also when this fails
 * @throws Rejection as `DataDirectory.join` and `openPreparedDatabase`, `configuration-invalid`, `key-missing`,
 * `kafka-too-different`, `kafka-login-refused`, `kafka-topic-missing`, `kafka-topic-differs`
 * @throws IntegrityFault `key-malformed`, `key-halves-differ`
 * @throws TransientFault `database-unavailable`, `kafka-unavailable`
 */
export async function openService<C extends ServiceConfiguration>(
  program: ServiceProgram<C>,
  configuration: C,
  { instance, log }: { readonly instance: string; readonly log: Log },
  closing: Closing,
): Promise<OpenService> {
  const { definition, version } = program;
  const directory = await DataDirectory.open(configuration.data);
  const place = await directory.join(instance);
  closing.push(() => Promise.resolve(place.release()));
  const { keyFile, publicKeys } = configuration;
  const signer = await FileSigner.openOwn({ keyFile, publicKeys, service: definition.name });
  const trusted = await trustedKeys(publicKeys);
  const database = await openOwnDatabase(definition, configuration);
  closing.push(() => database.close());
  const opened = openStore(database, version, log);
  const token = await secretIn(configuration.tokenFile);
  const sources = metricSources(() => ({ road, lags, host }));
  const { tracing } = configuration;
  const observation = await openObservation({ service: definition.name, instance, version, tracing, sources }, closing);
  const { metrics, progress, onRelayed } = observation;
  const road = await openRoad(
    { configuration, instance, own: definition.name, opened, signer, trusted, token, onRelayed, log },
    closing,
  );
  const thread = new ContentsThread();
  closing.push(() => thread.close());
  const content = new FolderContentStore(directory.contents, thread);
  const cache = join(directory.path, 'cache');
  const ownCache = join(cache, instance);
  const parts = await program.parts({ configuration, directory, content, cache, ownCache, signer, trusted, log });
  closing.push(() => parts.close());
  const own = new LocalFeed(new Map([[definition.name, { store: opened.store, bell: opened.sequencer }]]));
  const feed = new ServiceFeed(definition.name, own, road.feed);
  const lags = new ConsumerLags(feed);
  const host = await startHost({ definition, opened, feed, log, progress, providers: parts.providers });
  closing.push(() => host.app.close());
  metrics.add(host.gauges);
  const health = new ServiceHealth(host, road.relay);
  closing.push(async () => {
    health.close();
  });
  const endpoints = [...healthEndpoints(health), metrics.endpoint, ...feedEndpoints({ store: opened.store, signer })];
  const server = new EndpointServer({ service: definition.name, version, endpoints, token, log });
  closing.push(() => server.close());
  return { host, signer, health, relay: road.relay, server, parts };
}

interface RoadInput {
  readonly configuration: ServiceConfiguration;
  readonly instance: string;
  readonly own: ServiceName;
  readonly opened: ServiceStore;
  readonly signer: Signer;
  readonly trusted: TrustedKeys;
  readonly token: string;
  readonly onRelayed: Observation['onRelayed'];
  readonly log: Log;
}

async function openRoad(input: RoadInput, closing: Closing): Promise<Road> {
  const { configuration, instance, opened, own, signer, trusted, token, onRelayed, log } = input;
  const producers = feedUrls(own, configuration.feeds);
  const { brokers, replicas, retentionMs } = configuration.kafka;
  const access = await kafkaAccessOf(configuration.kafka);
  const client = new KafkaClient({ brokers, clientId: `quench.${instance}`, access, log });
  await reachingKafka(
    configuration.kafka,
    client.check().then(() => checkTopics(client, topicPlan({ services: SERVICES, replicas, retentionMs }))),
  );
  const reader = new RecordReader(trusted);
  const pull = new PullFeedClient({ producers, token, reader, log });
  closing.push(() => pull.close());
  const feed = new KafkaFeed({ client, pull, producers: SERVICES, reader, log });
  closing.push(() => feed.close());
  const { database, store, sequencer } = opened;
  const topic = topicOf(database.service);
  const relay = new KafkaRelay({ database, store, bell: sequencer, signer, client, topic, onRelayed, log });
  return { feed, pull, relay };
}

async function openOwnDatabase(
  { name, readModels, migrations }: ServiceDefinition,
  { database: { host, port, name: database, rolePasswordFile } }: ServiceConfiguration,
): Promise<Database> {
  const opening = openPreparedDatabase({
    host,
    port,
    database,
    service: name,
    rolePassword: await secretIn(rolePasswordFile),
    entities: readModels.map(({ entity }) => entity),
    migrations: migrationsOf({ migrations }),
    poolSize: POOL_SIZE,
  });
  return reachingDatabase({ host, port }, opening);
}

/** Every service's, so that nobody's word is taken from anywhere else. */
const trustedKeys = async (folder: string): Promise<TrustedKeys> =>
  Object.fromEntries(
    await Promise.all(SERVICES.map(async (service) => [service, [await readPublicKey({ folder, service })]] as const)),
  );
