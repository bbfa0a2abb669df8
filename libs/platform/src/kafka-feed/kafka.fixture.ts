import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@quench/ports';
import { deleteRecords, type BrokerPlace, type FaultProxy } from '@quench/testing';
import { ensureKafka, stopKafka, type EmbeddedKafka } from '../embedded-kafka/index.js';
import { processesIn } from '../keeper/leftovers.js';
import type { KafkaAccess } from './kafka-access.js';
import { KafkaClient } from './kafka-client.js';
import { applyTopics } from './kafka-topics.js';
import { topicOf, topicPlan } from './topic-plan.js';

/** A throw-away Kafka on loopback; allow `KAFKA_HANG_MS` in `beforeAll`. */
export interface TestKafka {
  /** For whoever is no service. */
  readonly place: BrokerPlace;
  readonly brokers: readonly string[];
  readonly access: KafkaAccess;
  client(clientId: string, log: Log): KafkaClient;
  /** Makes the topics of feeds. */
  topics(...services: readonly string[]): Promise<void>;
  /** Deletes the oldest records of a service's topic, as retention does. */
  forget(service: string, records: number): Promise<void>;
  /** Signals the broker; killed, it is started again by its keeper at the same port. */
  signal(signal: NodeJS.Signals): void;
  /** Starts it again where its keeper has given it up, as the supervisor of a cluster does. */
  revive(): Promise<void>;
  /** Resolves when the broker answers again. */
  back(): Promise<void>;
  stop(): Promise<void>;
}

/** With the jars to fetch. */
export const KAFKA_HANG_MS = 300_000;

/**
 * @param road on which clients come to the broker; none: directly
 * @param disk the folder that its data is kept in
 */
export async function startKafka(log: Log, road?: FaultProxy, disk = tmpdir()): Promise<TestKafka> {
  const data = await mkdtemp(join(disk, 'quench-kafka-'));
  const releases: (() => Promise<void>)[] = [];
  const hold = async (): Promise<EmbeddedKafka> => {
    const advertised = road === undefined ? {} : { advertised: road.port };
    const held = await ensureKafka({ data, log: () => undefined, timeoutMs: KAFKA_HANG_MS, ...advertised });
    releases.push(held.release);
    return held;
  };
  const embedded = await hold();
  const { user, passwordFile } = embedded;
  road?.leadTo(Number(embedded.brokers[0]?.split(':')[1]));
  const brokers = road === undefined ? embedded.brokers : [`127.0.0.1:${String(road.port)}`];
  const password = await readFile(passwordFile, 'utf8');
  const access: KafkaAccess = { login: { mechanism: 'scram-sha-512', user, password } };
  const client = (clientId: string, of: Log): KafkaClient => new KafkaClient({ brokers, clientId, access, log: of });
  const place = { brokers, user, passwordFile };
  return {
    place,
    brokers,
    access,
    client,
    topics: async (...services) => {
      await applyTopics(client('topics', log), topicPlan({ services, replicas: 1, retentionMs: 3_600_000 }));
    },
    forget: (service, records) => deleteRecords(place, topicOf(service), records),
    signal: (signal) => {
      for (const pid of processesIn(join(data, 'kafka', 'broker-1'))) process.kill(pid, signal);
    },
    revive: async () => {
      await hold();
    },
    back: async () => {
      for (const from = performance.now(); performance.now() - from < KAFKA_HANG_MS;) {
        if (await answers(client('back', log))) return;
      }
      throw new Error(`The broker did not answer for ${String(KAFKA_HANG_MS)} ms`);
    },
    stop: async () => {
      for (const release of releases) await release();
      await stopKafka({ data });
      await rm(data, { recursive: true, force: true });
    },
  };
}

const answers = (client: KafkaClient): Promise<boolean> =>
  client.topics(['quench.nobody']).then(
    () => true,
    () => false,
  );
