import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { countedContracts, eventually, RecordingLog, startPostgres, type TestPostgres } from '@quench/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readManifest, restoreBackup, takeBackup } from '../backup/index.js';
import { Archivist, measureLog } from './archivist.fixture.js';
import { append, publish, type PublishedProducer } from './feed-world.fixture.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';
import { openProducer, startProducer } from './producer.fixture.js';

const HANG_MS = 240_000;
/** So that a consumer that nobody tells anything soon asks. */
const HEAD_MS = 500;

const log = new RecordingLog();
let server: TestPostgres;
let kafka: TestKafka;
let folder: string;
let first: PublishedProducer;
let again: PublishedProducer | undefined;
const archivist = new Archivist();

beforeAll(async () => {
  [server, kafka] = await Promise.all([startPostgres(), startKafka(log)]);
  folder = await mkdtemp(join(tmpdir(), 'quench restored '));
  first = await publish(await startProducer(server, 'toy', countedContracts), kafka, log);
}, KAFKA_HANG_MS);
afterEach(() => archivist.stop());
afterAll(async () => {
  await again?.close();
  await rm(first.producer.place.keys, { recursive: true });
  await kafka.stop();
  await server.stop();
  await rm(folder, { recursive: true });
}, HANG_MS);

const placeOf = ({ host, port, user, password }: TestPostgres, database: string) => ({
  host,
  port,
  user,
  password,
  database,
});

const backUp = () =>
  takeBackup({
    folder: join(folder, 'backup'),
    database: placeOf(server, server.database),
    services: ['toy'],
    keys: first.producer.place.keys,
    contents: join(folder, 'content'),
    version: '0',
    now: '2026-02-03T04:05:06.789Z',
    note: () => undefined,
  });

/** The producer with its key, over the database of the backup. */
async function restored(): Promise<PublishedProducer> {
  await first.relay.stop();
  await first.endpoints.close();
  await first.producer.sequencer.stop();
  await first.producer.database.close();
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query('CREATE DATABASE restored');
  await admin.end();
  const services = [{ name: 'toy', rolePassword: 'secret', migrations: [] }];
  const backup = join(folder, 'backup');
  const database = placeOf(server, 'restored');
  await restoreBackup({
    folder: backup,
    manifest: await readManifest(backup),
    database,
    services,
    note: () => undefined,
  });
  const { place } = first.producer;
  const moved = { ...place, database: { ...place.database, database: 'restored' } };
  return publish(await openProducer(moved, countedContracts), kafka, log);
}

it(
  'goes back with a producer that was restored to less than what it saw, and has its log then, nothing doubled',
  async () => {
    archivist.start(first, kafka, HEAD_MS);
    await append(first, 100);
    await eventually('all numbered', async () => (await first.producer.store.head()).seq === 100);
    await backUp();
    await append(first, 60);
    await archivist.reaches(1, 160);
    await eventually('all relayed', () => first.relay.relayed === 160);
    await archivist.stop();

    again = await restored();
    archivist.start(again, kafka, HEAD_MS);
    // Nothing has happened in the new epoch, and Kafka still has 60 events of the old one.
    await archivist.reaches(2, 100);
    expect(await archivist.measure()).toEqual(await measureLog(again));

    await append(again, 40);
    await archivist.reaches(2, 140);
    const whole = await measureLog(again);
    expect(whole.count).toBe(140);
    expect(await archivist.measure()).toEqual(whole);
    const numbers = (epoch: number, from: number, to: number): readonly string[] =>
      Array.from({ length: to - from + 1 }, (_event, at) => `${String(epoch)}.${String(from + at)}`);
    expect(archivist.told).toEqual([...numbers(1, 1, 160), ...numbers(2, 101, 140)]);
  },
  HANG_MS,
);
