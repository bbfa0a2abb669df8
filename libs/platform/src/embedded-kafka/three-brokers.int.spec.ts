import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { makeTopic, readRecords, whenInstalled, writeRecords } from '@quench/testing';
import { readKeeperState } from '../keeper/keeper-state.js';
import { type EmbeddedKafka, ensureKafka } from './index.js';
import { eventually, KafkaPlace } from './kafka-place.fixture.js';

const HANG_MS = 300_000;

describe('three brokers', () => {
  let at: KafkaPlace;
  let kafka: EmbeddedKafka;

  beforeAll(async () => {
    at = await KafkaPlace.make();
    kafka = await ensureKafka({ data: at.data, brokers: 3, log: () => undefined, lingerMs: 0 });
  }, HANG_MS);
  afterAll(() => at.clear(), HANG_MS);

  whenInstalled('java', 'mvn')(
    'lose no record when one of them is killed, and it comes back',
    async () => {
      await makeTopic(kafka, 'kept');
      await writeRecords(kafka, 'kept', ['before']);
      const { keeper, ports, pids } = await at.ready();
      process.kill(pids[1] ?? 0, 'SIGKILL');
      await writeRecords(kafka, 'kept', ['meanwhile']);
      await eventually('the killed broker', async () => {
        const state = await readKeeperState(at.files.state);
        return state?.phase === 'ready' && state.pids[1] !== pids[1];
      });
      expect(await at.ready()).toMatchObject({ keeper, ports });
      expect((await at.ready()).pids[0]).toBe(pids[0]);
      await writeRecords(kafka, 'kept', ['after']);
      expect(await readRecords(kafka, 'kept', 3)).toEqual(['before', 'meanwhile', 'after']);
    },
    HANG_MS,
  );
});
