import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { appendOf, countedContracts, eventually, freshStream, RecordingLog, startPostgres } from '@quench/testing';
import type { TestPostgres } from '@quench/testing';
import type { RecordSink } from './kafka-client.js';
import { KafkaRelay } from './kafka-relay.js';
import { startProducer, type TestProducer } from './producer.fixture.js';

const HANG_MS = 60_000;

let server: TestPostgres;
let producer: TestProducer;
let names = 0;

beforeAll(async () => {
  server = await startPostgres();
}, HANG_MS);
afterAll(() => server.stop(), HANG_MS);
beforeEach(async () => {
  producer = await startProducer(server, `silent_${String(++names)}`, countedContracts);
}, HANG_MS);
afterEach(() => producer.close(), HANG_MS);

function relay(openSink: () => Promise<RecordSink>): KafkaRelay {
  const { database, store, signer, sequencer: bell } = producer;
  const log = new RecordingLog();
  return new KafkaRelay({ database, store, signer, bell, client: { openSink }, topic: 'events', log });
}

const never = (): Promise<never> => new Promise(() => undefined);
const silent: RecordSink = { send: never, close: () => Promise.resolve() };

it.each([
  ['opens a producer', never],
  ['waits for an acknowledgement', async () => silent],
  ['gives up its producer', async () => ({ ...silent, close: never })],
] as const)(
  'ends a relay that %s no later for its silence, and the next one sends everything',
  async (_what, openSink) => {
    for (let n = 0; n < 3; n++) await producer.store.append(appendOf(freshStream(), 0));
    const asked = Promise.withResolvers<void>();
    const stuck = relay(() => {
      asked.resolve();
      return openSink();
    });
    stuck.start();
    await asked.promise;
    await stuck.stop();
    expect(stuck.relayed).toBe(0);
    let sent = 0;
    const next = relay(async () => ({
      ...silent,
      send: async (messages) => {
        sent += messages.length;
      },
    }));
    next.start();
    await eventually('all are acknowledged', () => next.relayed === 3);
    await next.stop();
    expect(sent).toBe(3);
  },
  HANG_MS,
);

it(
  'has a producer closed that it opens too late',
  async () => {
    await producer.store.append(appendOf(freshStream(), 0));
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<RecordSink>();
    const stuck = relay(() => {
      asked.resolve();
      return late.promise;
    });
    stuck.start();
    await asked.promise;
    await stuck.stop();
    let closed = false;
    late.resolve({
      ...silent,
      close: async () => {
        closed = true;
      },
    });
    await eventually('it is closed', () => closed);
    expect(stuck.relayed).toBe(0);
  },
  HANG_MS,
);
