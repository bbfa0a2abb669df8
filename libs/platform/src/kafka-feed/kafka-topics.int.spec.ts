import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordingLog } from '@quench/testing';
import { KafkaClient } from './kafka-client.js';
import { applyTopics, checkTopics } from './kafka-topics.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
import { topicPlan } from './topic-plan.js';

const wishes = { services: ['builder', 'tester'], replicas: 1, retentionMs: 3_600_000 };

let kafka: TestKafka;
let client: KafkaClient;
beforeAll(async () => {
  kafka = await startKafka(new RecordingLog());
  client = kafka.client('spec', new RecordingLog());
}, KAFKA_HANG_MS);
afterAll(() => kafka.stop());

describe('topics', () => {
  it('are missed before they are made', async () => {
    await expect(checkTopics(client, topicPlan(wishes))).rejects.toMatchObject({
      code: 'kafka-topic-missing',
      message: expect.stringContaining('quench.builder, quench.tester'),
    });
  });

  it('are made once, as planned', async () => {
    const plan = topicPlan(wishes);
    expect(await applyTopics(client, plan)).toEqual(['quench.builder', 'quench.tester']);
    expect(await applyTopics(client, plan)).toEqual([]);
    await checkTopics(client, plan);
  });

  it('that differ are refused with every difference, and nothing is made beside them', async () => {
    const other = topicPlan({ services: ['builder', 'watcher'], replicas: 1, retentionMs: 7_200_000 });
    await expect(applyTopics(client, other)).rejects.toMatchObject({
      name: 'Rejection',
      code: 'kafka-topic-differs',
      message: expect.stringContaining('quench.builder: retention.ms is 3600000 and must be 7200000'),
    });
    expect(await client.topics(['quench.watcher'])).toEqual([]);
  });
});

it('a broker that does not answer may answer later', async () => {
  const away = new KafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'spec', log: new RecordingLog() });
  await expect(away.topics(['quench.builder'])).rejects.toMatchObject({
    name: 'TransientFault',
    code: 'kafka-unavailable',
  });
});
