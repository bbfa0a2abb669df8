import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { RecordingLog, whenInstalled } from '@quench/testing';
import { ensureKafka, stopKafka, type EmbeddedKafka } from '../embedded-kafka/index.js';
import { KafkaClient } from '../kafka-feed/index.js';
import { KAFKA_HANG_MS } from '../kafka-feed/kafka.fixture.js';
import { reachingKafka } from './where-configured.js';

const whenKafka = whenInstalled('java', 'mvn');

let data: string;
let kafka: EmbeddedKafka;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'quench-login-'));
  kafka = await ensureKafka({ data, log: () => undefined, lingerMs: 0 });
}, KAFKA_HANG_MS);
afterAll(async () => {
  await kafka.release();
  await stopKafka({ data });
  await rm(data, { recursive: true });
}, KAFKA_HANG_MS);

describe('a broker that refuses a password', () => {
  whenKafka(
    'is told as such, without the password',
    async () => {
      const { brokers, user } = kafka;
      const mechanism = 'scram-sha-512';
      const access = { login: { mechanism, user, password: 'hidden-but-wrong' } } as const;
      const client = new KafkaClient({ brokers, clientId: 'spec', access, log: new RecordingLog() });
      const configuration = { brokers, login: { mechanism, user, passwordFile: '/etc/quench/kafka' } } as const;
      const refused = expect(reachingKafka(configuration, client.topics(['none']))).rejects;
      await refused.toMatchObject({
        code: 'kafka-login-refused',
        message: expect.not.stringContaining('hidden-but-wrong'),
      });
    },
    KAFKA_HANG_MS,
  );
});
