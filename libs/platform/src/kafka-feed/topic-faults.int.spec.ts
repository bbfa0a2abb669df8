import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { addPartitions, countedContracts, deleteTopic, eventually } from '@quench/testing';
import { givenWorlds, type ConsumerWorld } from './consumer-world.fixture.js';
import { feedOf } from './feed-world.fixture.js';
import { checkTopics } from './kafka-topics.js';
import type { TestKafka } from './kafka.fixture.js';
import { topicOf, topicPlan } from './topic-plan.js';

const HANG_MS = 240_000;
const VISITS = 5;

let kafka: TestKafka;
let world: ConsumerWorld;
let topic: string;
const given = givenWorlds();
beforeEach(() => {
  ({ kafka, world } = given);
  topic = topicOf(world.published.service);
});

describe('a topic that services use', () => {
  it(
    'is deleted and made again: what it lost is pulled, and the log is brought on',
    async () => {
      await world.append(20);
      await deleteTopic(kafka.place, topic);
      await world.append(10);
      await eventually('a relay that says what it lacks', () => world.published.relay.fault !== undefined);
      expect(world.log.of('relay-fault').at(-1)).toMatchObject({ topic, reason: expect.stringMatching(/topic/i) });
      await kafka.topics(world.published.service);
      await world.append(10);
      await world.drained(43);
      await world.digests(43);
      expect(world.digested).toEqual(await world.logged(43));
    },
    HANG_MS,
  );

  it(
    'gets more partitions: what comes out of order is put right, and the next start says what is wrong',
    async () => {
      const { relay, service } = world.published;
      await world.append(10);
      await world.drained(13);
      await addPartitions(kafka.place, topic, 3);
      // A producer learns of partitions when it begins.
      await relay.stop();
      relay.start();
      await world.append(60);
      await world.drained(73);
      // Nobody asks for heads here: that something is missing shows with what comes after it.
      await eventually('73 events digested while others follow', async () => {
        await world.append(1);
        return world.digested.length >= 73;
      });
      expect(world.digested.slice(0, 73)).toEqual(await world.published.producer.store.range(0, 73));
      const plan = topicPlan({ services: [service], replicas: 1, retentionMs: 3_600_000 });
      await expect(checkTopics(kafka.client('next', world.log), plan)).rejects.toMatchObject({
        code: 'kafka-topic-differs',
        message: expect.stringContaining(`${topic}: partitions is 3 and must be 1`),
      });
    },
    HANG_MS,
  );

  it(
    'is read by others that come and go: whoever stays misses nothing',
    async () => {
      for (let visit = 0; visit < VISITS; visit++) {
        const { log } = world;
        const visitor = feedOf([world.published], kafka, { log, contracts: countedContracts });
        visitor.feed.subscribe(world.published.service, () => undefined);
        await world.append(5);
        await sleep(500);
        await visitor.close();
        await world.append(5);
      }
      await world.digests(3 + 10 * VISITS);
      expect(world.digested).toEqual(await world.logged(3 + 10 * VISITS));
      expect(world.repaired).toBe(0);
    },
    HANG_MS,
  );
});
