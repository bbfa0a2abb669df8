import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { countedContracts, eventually, RecordingLog, startPostgres, type TestPostgres } from '@quench/testing';
import { Archivist, measureLog } from './archivist.fixture.js';
import { append, publish, type PublishedProducer } from './feed-world.fixture.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
import { startProducer } from './producer.fixture.js';
import { topicOf } from './topic-plan.js';

const HANG_MS = 240_000;
/** Heads are not asked while a test runs: what arrives came by Kafka, or because a number was missing. */
const NEVER_MS = 3_600_000;

let server: TestPostgres;
let kafka: TestKafka;
let published: PublishedProducer;
const archivist = new Archivist();

beforeAll(async () => {
  const log = new RecordingLog();
  [server, kafka] = await Promise.all([startPostgres(), startKafka(log)]);
  published = await publish(await startProducer(server, 'toy', countedContracts), kafka, log);
}, KAFKA_HANG_MS);
afterEach(() => archivist.stop());
afterAll(async () => {
  await published.close();
  await kafka.stop();
  await server.stop();
}, HANG_MS);

/** The number of the oldest record that the topic still has. Opened again where it ends, as the feed does: a broker may still be loading its groups. */
async function oldest(): Promise<number | undefined> {
  let found: number | undefined;
  await eventually(
    'the topic gave its oldest record',
    async () => {
      found = await first().catch(() => undefined);
      return found !== undefined;
    },
    HANG_MS,
  );
  return found;
}

/** @throws Error why it ended before it gave a record */
async function first(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const source = await kafka.client('oldest', new RecordingLog()).openSource(topicOf('toy'), 0, {
    deliver: ([first]) => {
      const [, seq] = String(first?.headers['ce_sequence']).split('.');
      resolve(Number(seq));
      return Promise.resolve();
    },
    alive: () => undefined,
    ended: (because) => reject(new Error(because)),
  });
  return promise.finally(() => source.close());
}

it(
  'has the whole log although it started from nothing after retention had deleted the first half, and goes on by Kafka',
  async () => {
    await append(published, 200);
    await eventually('all of it relayed', () => published.relay.relayed === 200);
    await kafka.forget('toy', 100);
    expect(await oldest()).toBe(101);

    archivist.start(published, kafka, NEVER_MS);
    await archivist.reaches(1, 200);
    // Nobody asks for heads: that this one arrives says that Kafka is listened to.
    await append(published, 1);
    await archivist.reaches(1, 201);
    await published.endpoints.close();
    await append(published, 49);
    await archivist.reaches(1, 250);

    const whole = await measureLog(published);
    expect(whole.count).toBe(250);
    expect(await archivist.measure()).toEqual(whole);
    expect(archivist.told).toEqual(Array.from({ length: 250 }, (_event, at) => `1.${String(at + 1)}`));
    expect(archivist.repaired).toBe(0);
  },
  HANG_MS,
);
