import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, InMemorySigner } from '@quench/testing';
import { signRecord } from '../pull-feed/signed-record.js';
import { givenWorlds, type ConsumerWorld } from './consumer-world.fixture.js';
import type { TestKafka } from './kafka.fixture.js';
import { messageOf } from './record-message.js';
import { topicOf } from './topic-plan.js';

const HANG_MS = 240_000;

let kafka: TestKafka;
let world: ConsumerWorld;
const given = givenWorlds();
beforeEach(() => {
  ({ kafka, world } = given);
});

describe('a consumer', () => {
  it(
    'gets everything by Kafka while nobody answers a pull',
    async () => {
      await world.published.endpoints.close();
      await world.append(400);
      await world.digests(403);
      expect(world.digested).toEqual(await world.logged(403));
      expect(world.repaired).toBe(0);
      expect(world.feed.refused.size).toBe(0);
    },
    HANG_MS,
  );

  it(
    'gets everything once and in order although the broker is killed in the middle',
    async () => {
      await world.append(50);
      kafka.signal('SIGKILL');
      await world.append(200);
      await kafka.back();
      await world.digests(253);
      await world.append(10);
      await world.digests(263);
      expect(world.digested).toEqual(await world.logged(263));
    },
    HANG_MS,
  );

  it(
    'gets on with another source when its own stands still',
    async () => {
      kafka.signal('SIGSTOP');
      await eventually('the silent source given up', () =>
        world.log.of('topic-reader-fault').some(({ reason }) => String(reason).startsWith('silent')),
      );
      kafka.signal('SIGCONT');
      await world.append(20);
      await world.digests(23);
      expect(world.digested).toEqual(await world.logged(23));
    },
    HANG_MS,
  );

  it(
    'is not harmed by another one that throws',
    async () => {
      const end = world.feed.subscribe(world.published.service, () => {
        throw new TypeError('cannot read properties of undefined');
      });
      await world.append(5);
      await world.digests(8);
      end();
      expect(world.digested).toEqual(await world.logged(8));
      expect(world.log.of('feed-subscriber-fault').length).toBeGreaterThan(0);
    },
    HANG_MS,
  );
});

describe('what a stranger writes into the topic', () => {
  it(
    'is counted and left out, and the number that it took is pulled',
    async () => {
      const { service, producer, relay } = world.published;
      await relay.stop();
      await world.append(3);
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
      const sink = await kafka.client('stranger', world.log).openSink(topicOf(service));
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
      await world.digests(6);
      expect(world.digested).toEqual(await world.logged(6));
      expect(world.repaired).toBeGreaterThan(0);
      expect(Object.fromEntries(world.feed.refused)).toEqual({
        'signature-invalid': 3,
        'not-json': 2,
        'attribute-malformed': 1,
        'too-large': 1,
        'source-other': 1,
      });
      expect(world.log.of('feed-record-refused')).toHaveLength(8);
    },
    HANG_MS,
  );
});
