import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
  InMemorySigner,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  startPostgres,
  ToyService,
  type TestPostgres,
} from '@quench/testing';
import { signRecord } from '../pull-feed/signed-record.js';
import { ServiceRuntime } from '../runtime/index.js';
import { feedOf, publish, type PublishedProducer } from './feed-world.fixture.js';
import type { KafkaFeed } from './kafka-feed.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
import { startProducer } from './producer.fixture.js';
import { messageOf } from './record-message.js';
import { topicOf } from './topic-plan.js';

const HANG_MS = 240_000;
/** Heads are not asked while a test runs: what arrives came by Kafka, or because a number was missing. */
const NEVER_MS = 3_600_000;

let server: TestPostgres;
let kafka: TestKafka;
let log: RecordingLog;
let published: PublishedProducer;
let feed: KafkaFeed;
let closeFeed: () => Promise<void>;
let runtime: ServiceRuntime;
let digested: Recorded[];
let names = 0;

beforeAll(async () => {
  [server, kafka] = await Promise.all([startPostgres(), startKafka(new RecordingLog())]);
}, KAFKA_HANG_MS);
afterAll(async () => {
  await kafka.stop();
  await server.stop();
}, HANG_MS);

beforeEach(async () => {
  log = new RecordingLog();
  const producer = await startProducer(server, `toy_${String(++names)}`, countedContracts);
  published = await publish(producer, kafka, log);
  ({ feed, close: closeFeed } = feedOf([published], kafka, { log, contracts: countedContracts, silentMs: 4_000 }));
  await append(3);
  digested = [];
  runtime = consumer();
  runtime.start();
  await digests(3);
}, HANG_MS);
afterEach(async () => {
  await runtime.stop(0);
  await closeFeed();
  await published.close();
}, HANG_MS);

function consumer(): ServiceRuntime {
  const reactor: Reactor = {
    ...auditor().reactor,
    producer: published.service,
    react: (event) => {
      digested.push(event);
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

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await published.producer.store.append(appendOf(freshStream(), 0));
}

const digests = (last: number): Promise<void> =>
  eventually(`${String(last)} events digested`, () => digested.length >= last);

const repaired = (): number => runtime.consumerStates().reduce((sum, state) => sum + state.repaired, 0);

/** Every event once, in order, as it is in the log. */
async function isWhole(last: number): Promise<void> {
  expect(digested).toEqual(await published.producer.store.range(0, last + 1));
  expect(digested).toHaveLength(last);
}

describe('a consumer', () => {
  it(
    'gets everything by Kafka while nobody answers a pull',
    async () => {
      await published.endpoints.close();
      await append(400);
      await digests(403);
      await isWhole(403);
      expect(repaired()).toBe(0);
      expect(feed.refused.size).toBe(0);
    },
    HANG_MS,
  );

  it(
    'gets everything once and in order although the broker is killed in the middle',
    async () => {
      await append(50);
      kafka.signal('SIGKILL');
      await append(200);
      await kafka.back();
      await digests(253);
      await append(10);
      await digests(263);
      await isWhole(263);
    },
    HANG_MS,
  );

  it(
    'gets on with another source when its own stands still',
    async () => {
      kafka.signal('SIGSTOP');
      await eventually('the silent source given up', () =>
        log.of('topic-reader-fault').some(({ reason }) => String(reason).startsWith('silent')),
      );
      kafka.signal('SIGCONT');
      await append(20);
      await digests(23);
      await isWhole(23);
    },
    HANG_MS,
  );

  it(
    'is not harmed by another one that throws',
    async () => {
      const end = feed.subscribe(published.service, () => {
        throw new TypeError('cannot read properties of undefined');
      });
      await append(5);
      await digests(8);
      end();
      await isWhole(8);
      expect(log.of('feed-subscriber-fault').length).toBeGreaterThan(0);
    },
    HANG_MS,
  );
});

describe('what a stranger writes into the topic', () => {
  it(
    'is counted and left out, and the number that it took is pulled',
    async () => {
      const { service, producer, relay } = published;
      await relay.stop();
      await append(3);
      await eventually('six numbers given', async () => (await producer.store.head()).seq === 6);
      const [fourth, ...others] = await producer.store.range(3, 3);
      if (fourth === undefined) throw new Error('nothing was appended');
      const forged = messageOf(
        await signRecord(new InMemorySigner(service), { ...fourth, data: { by: 666, unit: 'one' } }),
      );
      const genuine = await Promise.all(
        others.map(async (event) => messageOf(await signRecord(producer.signer, event))),
      );
      const [after] = genuine;
      if (after === undefined) throw new Error('nothing came after it');
      const { headers } = forged;
      const sink = await kafka.client('stranger', log).openSink(topicOf(service));
      await sink.send([
        forged,
        { key: 'x', value: '{', headers },
        { key: 'x', value: '', headers: {} },
        { key: 'x', value: '7', headers: { ...headers, ce_sequence: '7' } },
        { key: 'x', value: 'x'.repeat(950_000), headers },
        { ...after, headers: { ...after.headers, ce_source: '/quench/other' } },
        { ...after, headers: { ...after.headers, ce_sequence: String(headers['ce_sequence']) } },
        { ...after, value: '{"by":666,"unit":"one"}' },
      ]);
      await sink.send(genuine);
      await sink.close();
      await digests(6);
      await isWhole(6);
      expect(repaired()).toBeGreaterThan(0);
      expect(Object.fromEntries(feed.refused)).toEqual({
        'signature-invalid': 3,
        'not-json': 2,
        'attribute-malformed': 1,
        'too-large': 1,
        'source-other': 1,
      });
      expect(log.of('feed-record-refused')).toHaveLength(8);
    },
    HANG_MS,
  );
});
