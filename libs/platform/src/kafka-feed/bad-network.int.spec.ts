import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultProxy, type Weather } from '@quench/testing';
import { givenWorlds, type ConsumerWorld } from './consumer-world.fixture.js';

const HANG_MS = 240_000;
/** Longer than the client waits for any answer. */
const OUTAGE_MS = 12_000;

let road: FaultProxy;
let world: ConsumerWorld;
const given = givenWorlds(async () => (road = await FaultProxy.open()));
beforeEach(() => {
  ({ world } = given);
});
afterEach(() => road.set({}));
afterAll(() => road.close());

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
      await world.drained(63);
      await world.digests(63);
      expect(world.digested).toEqual(await world.logged(63));
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
      await world.drained(43);
      await world.digests(43);
      expect(world.digested).toEqual(await world.logged(43));
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
      expect(world.digested).toEqual(await world.logged(43));
    },
    HANG_MS,
  );
});
