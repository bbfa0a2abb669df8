import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from '@jest/globals';
import { eventually, FaultProxy, RecordingLog, startPostgres, type TestPostgres, type Weather } from '@quench/testing';
import { ConsumerWorld } from './consumer-world.fixture.js';
import { KAFKA_HANG_MS, startKafka, type TestKafka } from './kafka.fixture.js';

const HANG_MS = 240_000;
/** Longer than the client waits for any answer. */
const OUTAGE_MS = 12_000;

let server: TestPostgres;
let road: FaultProxy;
let kafka: TestKafka;
let world: ConsumerWorld;

beforeAll(async () => {
  road = await FaultProxy.open();
  [server, kafka] = await Promise.all([startPostgres(), startKafka(new RecordingLog(), road)]);
}, KAFKA_HANG_MS);
afterAll(async () => {
  await kafka.stop();
  await road.close();
  await server.stop();
}, HANG_MS);

beforeEach(async () => {
  road.set({});
  world = await ConsumerWorld.open(server, kafka);
}, HANG_MS);
afterEach(() => world.close(), HANG_MS);

/** The relay has nothing left to bring: what it could not bring has waited in the log. */
const drained = (last: number): Promise<void> =>
  eventually('the log brought to the broker', () => world.published.relay.relayed >= last);

describe('between producer, broker and consumer', () => {
  it.each<readonly [string, Weather]>([
    ['answers of the broker get lost after it has done what was asked', { loseAnswersAfter: 2_000 }],
    ['nobody is let in', { refuse: true }],
    ['the cable is pulled, and no end of any connection knows', { silent: true }],
  ])(
    '%s: the log waits, and follows once and in order',
    async (_what, weather) => {
      road.set(weather);
      if (weather.refuse === true) road.cut();
      await world.append(40);
      await sleep(OUTAGE_MS);
      await world.append(10);
      road.set({});
      await world.append(10);
      await drained(63);
      await world.digests(63);
      await world.isWhole(63);
    },
    HANG_MS,
  );

  it(
    'connections are cut again and again: nothing is lost or doubled',
    async () => {
      for (let times = 0; times < 8; times++) {
        await world.append(5);
        road.cut();
        await sleep(200);
      }
      await drained(43);
      await world.digests(43);
      await world.isWhole(43);
    },
    HANG_MS,
  );

  it(
    'everything is late and comes in crumbs: nothing is repaired, since nothing is lost',
    async () => {
      await world.published.endpoints.close();
      road.set({ delayMs: 40, slice: 700 });
      await world.append(40);
      await world.digests(43);
      await world.isWhole(43);
    },
    HANG_MS,
  );
});
