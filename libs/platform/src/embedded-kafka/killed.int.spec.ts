import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { makeTopic, readRecords, whenInstalled, writeRecords } from '@quench/testing';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../data-directory/process-identity.js';
import { freePort } from '../keeper/free-port.js';
import { readKeeperState } from '../keeper/keeper-state.js';
import { processesIn } from '../keeper/leftovers.js';
import { startBroker } from './broker.js';
import { ensureJars, INSTALLED } from './ensure-jars.js';
import { type EmbeddedKafka, stopKafka } from './index.js';
import { findJava } from './java.js';
import { eventually, KafkaPlace } from './kafka-place.fixture.js';

const HANG_MS = 240_000;
const whenKafka = whenInstalled('java', 'mvn');

let at: KafkaPlace;
const place = async (): Promise<void> => {
  at = await KafkaPlace.make();
};
const clear = (): Promise<void> => at.clear();

const cleanly = async (): Promise<void> => {
  await stat(join(at.broker.data, '.kafka_cleanshutdown'));
};

/** The next one in gets a broker that works and has what was acknowledged. */
async function works(): Promise<EmbeddedKafka> {
  const next = await at.ensure();
  expect(await readRecords(next, 'kept', 1)).toEqual(['seven']);
  await writeRecords(next, 'kept', ['more']);
  expect(processesIn(at.broker.folder)).toContain((await at.ready()).broker);
  return next;
}

/** One data directory for all tests of a block, with a record in it. */
function running(): void {
  beforeAll(async () => {
    await place();
    const first = await at.ensure();
    await makeTopic(first, 'kept');
    await writeRecords(first, 'kept', ['seven']);
    await first.release();
  }, HANG_MS);
  afterAll(clear, HANG_MS);
}

describe('kill -9 at a first start', () => {
  beforeEach(place);
  afterEach(clear, HANG_MS);

  for (const ms of [0, 700, 2_500, 5_000]) {
    whenKafka(
      `of user and keeper ${ms} ms into the very first start`,
      async () => {
        const { child } = at.user();
        await eventually('the keeper', async () => (await readKeeperState(at.files.state)) !== undefined);
        await sleep(ms);
        const state = await readKeeperState(at.files.state);
        child.kill('SIGKILL');
        if (state !== undefined && isAlive(state.keeper)) process.kill(state.keeper.pid, 'SIGKILL');
        expect(await makeTopic(await at.ensure(), 'made')).toBe(true);
        const names = await readdir(at.broker.folder);
        expect(names.filter((name) => name.startsWith('draft-'))).toEqual([]);
      },
      HANG_MS,
    );
  }
});

describe('kill -9 of a running one', () => {
  running();

  whenKafka(
    'of its last user: the broker stops cleanly',
    async () => {
      const { child, kafka } = at.user();
      await kafka;
      child.kill('SIGKILL');
      await eventually('keeper and broker to end', () => at.noProcess());
      expect(await readKeeperState(at.files.state)).toMatchObject({ phase: 'stopped' });
      await cleanly();
    },
    HANG_MS,
  );

  whenKafka(
    'of the keeper: the kernel tells the broker, which stops cleanly; the next one in starts another at the same port',
    async () => {
      const first = await at.ensure();
      const { keeper } = await at.ready();
      process.kill(keeper.pid, 'SIGKILL');
      await eventually('the broker to end', () => processesIn(at.broker.folder).length === 0);
      await cleanly();
      const next = await works();
      expect((await at.ready()).keeper).not.toEqual(keeper);
      expect(next.brokers).toEqual(first.brokers);
      await first.release();
      await next.release();
    },
    HANG_MS,
  );

  whenKafka(
    'of the broker: its keeper starts it again at the same port',
    async () => {
      const first = await at.ensure();
      const { keeper, broker } = await at.ready();
      process.kill(broker, 'SIGKILL');
      await eventually('another broker', async () => {
        const state = await readKeeperState(at.files.state);
        return state?.phase === 'ready' && state.pids[0] !== broker;
      });
      const next = await works();
      expect(next.brokers).toEqual(first.brokers);
      expect((await at.ready()).keeper).toEqual(keeper);
      await first.release();
      await next.release();
    },
    HANG_MS,
  );

  whenKafka(
    'of keeper and broker at once',
    async () => {
      const first = await at.ensure();
      const { keeper, broker } = await at.ready();
      process.kill(keeper.pid, 'SIGKILL');
      process.kill(broker, 'SIGKILL');
      await (await works()).release();
      await first.release();
    },
    HANG_MS,
  );
});

describe('what a killed one left behind', () => {
  running();
  beforeEach(() => stopKafka({ data: at.data }), HANG_MS);

  whenKafka(
    'a broker without a keeper is stopped',
    async () => {
      const programs = {
        java: await findJava(process.env),
        jars: await ensureJars([INSTALLED], () => undefined, process.env),
      };
      const controllers = [await freePort(undefined)];
      const ports = { client: await freePort(undefined), controllers };
      const login = { user: 'quench', password: await readFile(at.files.passwordFile, 'utf8') };
      const orphan = await startBroker(programs, at.broker, { brokers: 1, ports, login });
      await rm(at.files.state);
      await orphan.ready;
      await (await works()).release();
      expect(await orphan.exited).toEqual({ how: 'it ended with 143', killed: false });
    },
    HANG_MS,
  );

  whenKafka(
    'a state that says ready, of a keeper that is gone, is not believed',
    async () => {
      const last = await readKeeperState(at.files.state);
      await writeFile(at.files.state, JSON.stringify({ ...last, phase: 'ready', pids: [1] }));
      await (await works()).release();
    },
    HANG_MS,
  );
});
