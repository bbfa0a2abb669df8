import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { sleepWhileIdle } from './idle-connections.js';

const HANG_MS = 60_000;
/** Complete, since kafkajs has other defaults under a test runner. */
const RETRY = { retries: 15, initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 };

/** Brokers, and who may use them. */
export interface BrokerPlace {
  /** `host:port` of each. */
  readonly brokers: readonly string[];
  readonly user: string;
  readonly passwordFile: string;
}

async function client({ brokers, user: username, passwordFile }: BrokerPlace): Promise<Kafka> {
  const password = await readFile(passwordFile, 'utf8');
  // Most specs that read this library need no broker, and need not wait for its client.
  const { Kafka, logLevel } = await import('kafkajs');
  sleepWhileIdle();
  return new Kafka({
    brokers: [...brokers],
    clientId: 'spec',
    logLevel: logLevel.NOTHING,
    retry: RETRY,
    sasl: { mechanism: 'scram-sha-512', username, password },
  });
}

/** Makes a topic of one partition, on as many brokers as the cluster makes topics on. False when it is there. */
export const makeTopic = (place: BrokerPlace, topic: string): Promise<boolean> =>
  asAdmin(place, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true }));

/** Deletes a topic with all its records. */
export const deleteTopic = (place: BrokerPlace, topic: string): Promise<void> =>
  asAdmin(place, (admin) => admin.deleteTopics({ topics: [topic] }));

/** Gives a topic more partitions. @param count of all it has then */
export const addPartitions = (place: BrokerPlace, topic: string, count: number): Promise<boolean> =>
  asAdmin(place, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count }] }));

async function asAdmin<T>(place: BrokerPlace, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = (await client(place)).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Appends records and waits until all replicas in sync have them. */
export async function writeRecords(place: BrokerPlace, topic: string, values: readonly string[]): Promise<void> {
  const { Partitioners } = await import('kafkajs');
  const producer: Producer = (await client(place)).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: RETRY,
  });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
}

/** The first so many records of a topic, in order. */
export async function readRecords(place: BrokerPlace, topic: string, count: number): Promise<string[]> {
  const consumer = (await client(place)).consumer({
    groupId: `spec-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    heartbeatInterval: 500,
    retry: RETRY,
  });
  const found: string[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const hang = setTimeout(() => {
        reject(new Error(`Waited for ${count} records of ${topic} in vain, found ${found.length}`));
      }, HANG_MS);
      consumer
        .run({
          eachMessage: ({ message }) => {
            found.push(String(message.value));
            if (found.length >= count) {
              clearTimeout(hang);
              resolve();
            }
            return Promise.resolve();
          },
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return found;
}

/** Deletes the oldest records of a topic of one partition, as retention does. @param before the offset of the first that stays */
export const deleteRecords = (place: BrokerPlace, topic: string, before: number): Promise<void> =>
  asAdmin(place, async (admin) => {
    // kafkajs knows the leader only of topics that it was asked about.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(before) }] });
  });
