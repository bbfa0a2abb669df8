import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';

const HANG_MS = 60_000;
/** Complete, since kafkajs has other defaults under a test runner. */
const RETRY = { retries: 15, initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 };

const client = (brokers: readonly string[]): Kafka =>
  new Kafka({ brokers: [...brokers], clientId: 'spec', logLevel: logLevel.NOTHING, retry: RETRY });

/** Makes a topic of one partition, on as many brokers as the cluster makes topics on. False when it is there. */
export async function makeTopic(brokers: readonly string[], topic: string): Promise<boolean> {
  const admin = client(brokers).admin();
  await admin.connect();
  try {
    return await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}

/** Appends records and waits until all replicas in sync have them. */
export async function writeRecords(
  brokers: readonly string[],
  topic: string,
  values: readonly string[],
): Promise<void> {
  const producer: Producer = client(brokers).producer({
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
export async function readRecords(brokers: readonly string[], topic: string, count: number): Promise<string[]> {
  const consumer = client(brokers).consumer({
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
