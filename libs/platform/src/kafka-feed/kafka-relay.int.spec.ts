import 'reflect-metadata';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IntegrityFault, TransientFault, type Recorded } from '@quench/kernel';
import {
  appendOf,
  counted,
  countedContracts,
  eventually,
  freshStream,
  RecordingLog,
  startPostgres,
  type TestPostgres,
} from '@quench/testing';
import { RecordReader } from '../pull-feed/index.js';
import type { KafkaClient, RecordSink } from './kafka-client.js';
import { KafkaRelay, type RelayOptions } from './kafka-relay.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
import { startProducer, type TestProducer } from './producer.fixture.js';
import { recordIn, type OutMessage } from './record-message.js';
import { topicOf } from './topic-plan.js';
import { TopicReader } from './topic-reader.js';

const PROGRAM = fileURLToPath(new URL('./relay-process.fixture.ts', import.meta.url));
const FLAGS = ['--conditions=@quench/source', '--import', '@swc-node/register/esm-register'];
const HANG_MS = 240_000;

const log = new RecordingLog();
let server: TestPostgres;
let kafka: TestKafka;
let producer: TestProducer;
let topic: TopicReader;
let received: Recorded[];
let names = 0;

beforeAll(async () => {
  [server, kafka] = await Promise.all([startPostgres(), startKafka(log)]);
}, KAFKA_HANG_MS);
afterAll(async () => {
  await kafka.stop();
  await server.stop();
}, HANG_MS);

const stopping: (() => Promise<unknown> | void)[] = [];
beforeEach(async () => {
  producer = await startProducer(server, `relayed_${String(++names)}`, countedContracts);
  const { service } = producer.database;
  await kafka.topics(service);
  received = [];
  topic = read((events) => received.push(...events));
}, HANG_MS);
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
  await topic.stop();
  await producer.close();
}, HANG_MS);

/** Reads the topic from its beginning. */
function read(deliver: (events: readonly Recorded[]) => void): TopicReader {
  const { service } = producer.database;
  const reader = new RecordReader({ [service]: [producer.signer.publicKey] }, countedContracts);
  const started = new TopicReader({
    client: kafka.client('spec', log),
    topic: topicOf(service),
    log,
    overlapMs: 3_600_000,
    deliver: async (messages) => {
      deliver(messages.map((message) => reader.read(service, recordIn(message))));
    },
  });
  started.start();
  return started;
}

function relay(more: Partial<RelayOptions> = {}): KafkaRelay {
  const { database, store, signer, sequencer: bell } = producer;
  const topic = topicOf(database.service);
  const started = new KafkaRelay({
    database,
    store,
    signer,
    bell,
    client: kafka.client('relay', log),
    topic,
    log,
    ...more,
  });
  started.start();
  stopping.push(() => started.stop());
  return started;
}

function relayProcess(): ChildProcess {
  const [broker = ''] = kafka.brokers;
  const child = spawn(
    process.execPath,
    [...FLAGS, PROGRAM, JSON.stringify(producer.place), broker, JSON.stringify(kafka.access)],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  stopping.push(() => void child.kill('SIGKILL'));
  return child;
}

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await producer.store.append(appendOf(freshStream(), 0));
}

/** A client whose first answer is lost after the broker has taken what was sent. */
class DeafClient {
  opened = 0;
  usedAfterRejection = false;

  constructor(private readonly client: KafkaClient) {}

  async openSink(topic: string): Promise<RecordSink> {
    const sink = await this.client.openSink(topic);
    const isFirst = ++this.opened === 1;
    let rejected = false;
    const send = async (messages: readonly OutMessage[]): Promise<void> => {
      this.usedAfterRejection ||= rejected;
      await sink.send(messages);
      rejected = isFirst;
      if (rejected) throw new TransientFault('kafka-unavailable', 'The answer was lost');
    };
    return { send, close: () => sink.close() };
  }
}

/** In the order of their first arrival; an event may come again. */
const arrived = (): readonly number[] => [...new Set(received.map(({ globalSeq }) => globalSeq))];
const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1);
const arrival = (last: number): Promise<void> =>
  eventually(`${String(last)} events in the topic`, () => arrived().length >= last);

describe('a relay', () => {
  it(
    'brings what was there and what comes, once and in the order of the log',
    async () => {
      await append(700);
      const running = relay();
      await arrival(700);
      await append(5);
      await arrival(705);
      expect(received).toEqual(await producer.store.range(0, 1_000));
      await running.stop();
      expect(running.relayed).toBe(705);
    },
    HANG_MS,
  );

  it(
    'goes on where it was when it is started again',
    async () => {
      await append(3);
      const first = relay();
      await arrival(3);
      await first.stop();
      await append(2);
      relay();
      await arrival(5);
      expect(received.map(({ globalSeq }) => globalSeq)).toEqual(upTo(5));
    },
    HANG_MS,
  );

  it(
    'leaves out what no broker takes, and goes on',
    async () => {
      await append(1);
      await producer.store.append({ ...appendOf(freshStream(), 0), events: [counted(1, 'x'.repeat(1_000_000))] });
      await append(1);
      const told: number[] = [];
      const running = relay({ onRelayed: (events) => told.push(...events.map(({ globalSeq }) => globalSeq)) });
      await eventually('two events in the topic', () => received.length >= 2);
      expect(arrived()).toEqual([1, 3]);
      await eventually('the count', () => running.tooLarge === 1);
      expect(told).toEqual([1, 3]);
      const topic = topicOf(producer.database.service);
      expect(log.of('relay-left-out')).toContainEqual({ topic, events: 1, upTo: 3 });
    },
    HANG_MS,
  );

  it(
    'drains in order after its broker was killed in the middle',
    async () => {
      const running = relay();
      await append(50);
      await arrival(50);
      kafka.signal('SIGKILL');
      await append(300);
      await kafka.back();
      await eventually('everything acknowledged', () => running.relayed >= 350);
      const reread: number[] = [];
      const again = read((events) => reread.push(...events.map(({ globalSeq }) => globalSeq)));
      await eventually('everything in the topic', () => new Set(reread).size >= 350);
      await again.stop();
      expect([...new Set(reread)]).toEqual(upTo(350));
    },
    HANG_MS,
  );

  it(
    'sends again by another producer what it was not told to have arrived',
    async () => {
      await append(3);
      const client = new DeafClient(kafka.client('deaf', log));
      const running = relay({ client });
      await eventually('three events acknowledged', () => running.relayed === 3);
      await arrival(3);
      expect(client).toMatchObject({ opened: 2, usedAfterRejection: false });
      await eventually('no fault any more', () => running.fault === undefined);
      await eventually('all that was sent', () => received.length === 6);
      expect(received.map(({ globalSeq }) => globalSeq)).toEqual([1, 2, 3, 1, 2, 3]);
    },
    HANG_MS,
  );
});

describe('a fault that trying again would not mend', () => {
  it(
    'ends the relay, and whoever runs it is told',
    async () => {
      await append(1);
      const { signer } = producer;
      const sign = (): Promise<never> => Promise.reject(new IntegrityFault('key-malformed', 'The key is not one'));
      const running = relay({ signer: { publicKey: signer.publicKey, sign } });
      await expect(running.broken).rejects.toMatchObject({ code: 'key-malformed' });
      await running.stop();
      expect(received).toEqual([]);
    },
    HANG_MS,
  );
});

describe('of two relays', () => {
  it(
    'the one that works is told of what the sequencer of the other one numbers',
    async () => {
      await append(1);
      const deaf = { subscribe: () => () => undefined };
      relay({ bell: deaf, pollMs: 3_600_000 });
      await arrival(1);
      const other = relay({ pollMs: 3_600_000 });
      for (let last = 2; last <= 20; last++) {
        await append(1);
        await arrival(last);
      }
      expect(other.relayed).toBe(0);
    },
    HANG_MS,
  );

  it(
    'one works, and the other one when that is gone',
    async () => {
      const first = relayProcess();
      await append(5);
      await arrival(5);
      const second = relay({ pollMs: 20 });
      // Long enough for the second one to be ready, and to be faster than a process that only polls.
      for (let last = 6; last <= 100; last++) {
        await append(1);
        await arrival(last);
      }
      expect(second.relayed).toBe(0);
      first.kill('SIGKILL');
      await append(5);
      await arrival(105);
      expect(arrived()).toEqual(upTo(105));
      // And once more what the first one brought last, when it was killed before its checkpoint moved.
      await eventually('the second one relayed', () => second.relayed >= 5);
    },
    HANG_MS,
  );

  it(
    'the second takes over from one that is stopped, and what that one does later harms nothing',
    async () => {
      const first = relayProcess();
      await append(5);
      await arrival(5);
      first.kill('SIGSTOP');
      const second = relay({ pollMs: 20 });
      await append(5);
      await arrival(10);
      first.kill('SIGCONT');
      await append(20);
      await arrival(30);
      expect(arrived()).toEqual(upTo(30));
      expect(second.relayed).toBeGreaterThan(0);
    },
    HANG_MS,
  );
});
