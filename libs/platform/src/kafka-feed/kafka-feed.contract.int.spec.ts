import 'reflect-metadata';
import { afterAll, beforeAll } from '@jest/globals';
import { countedContracts, feedContract, RecordingLog, startPostgres, type TestPostgres } from '@quench/testing';
import pg from 'pg';
import { openDatabase, withClient } from '../database/index.js';
import { feedOf, publish, type PublishedProducer } from './feed-world.fixture.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
import { startProducer } from './producer.fixture.js';

const log = new RecordingLog();
let server: TestPostgres;
let kafka: TestKafka;
let consumer: ReturnType<typeof feedOf>;
const published = new Map<string, PublishedProducer>();

beforeAll(async () => {
  [server, kafka] = await Promise.all([startPostgres(), startKafka(log)]);
  for (const service of ['builder', 'tester']) {
    published.set(service, await publish(await startProducer(server, service, countedContracts), kafka, log));
  }
  consumer = feedOf([...published.values()], kafka, { log, contracts: countedContracts });
}, KAFKA_HANG_MS);

afterAll(async () => {
  await consumer.close();
  for (const one of published.values()) await one.close();
  await kafka.stop();
  await server.stop();
}, KAFKA_HANG_MS);

function at(service: string): PublishedProducer {
  const one = published.get(service);
  if (one === undefined) throw new Error(`${service} was not started`);
  return one;
}

async function sequenced(): Promise<void> {
  for (const { producer } of published.values()) {
    const rest = (): Promise<number | null> =>
      withClient(producer.database, async (client) => (await client.query('SELECT FROM outbox')).rowCount);
    while ((await rest()) !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Takes away what a backup that ended at `seq` would not have, as only the owner of the tables with triggers off can. */
async function restore(seq: number): Promise<void> {
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query('SET session_replication_role = replica');
  await admin.query(
    `WITH gone AS (DELETE FROM builder.event_log WHERE global_seq > $1 RETURNING position)
     DELETE FROM builder.event USING gone WHERE event.position = gone.position`,
    [seq],
  );
  await admin.query(`UPDATE builder.epoch SET system_identifier = 'of the cluster that the backup was made of'`);
  await admin.end();
  const again = await openDatabase({ ...at('builder').producer.place.database, entities: [], migrations: [] });
  await again.close();
}

feedContract('Kafka and pull', async () => ({
  feed: consumer.feed,
  stores: { builder: at('builder').producer.store, tester: at('tester').producer.store },
  sequenced,
  restore,
}));
