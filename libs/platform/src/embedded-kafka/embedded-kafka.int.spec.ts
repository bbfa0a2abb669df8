import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTopic, readRecords, whenInstalled, whenRoot, writeRecords } from '@quench/testing';
import { chown, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { tryLock } from '../data-directory/file-lock.js';
import { askApiVersions } from '../kafka-protocol/index.js';
import { readKeeperState } from '../keeper/keeper-state.js';
import { processesIn } from '../keeper/leftovers.js';
import { type EmbeddedKafka, ensureKafka, stopKafka } from './index.js';
import { eventually, KafkaPlace } from './kafka-place.fixture.js';

const AS_ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;
const HANG_MS = 240_000;
const log = (): void => undefined;
const whenKafka = whenInstalled('java', 'mvn');
const whenKafkaAndRoot = AS_ROOT ? whenKafka : whenRoot;

const portOf = ({ brokers: [first = ''] }: EmbeddedKafka): number => Number(first.split(':')[1]);

const places: KafkaPlace[] = [];

async function place(): Promise<KafkaPlace> {
  const made = await KafkaPlace.make();
  places.push(made);
  return made;
}

afterAll(async () => {
  for (const made of places) await made.clear();
}, HANG_MS);

describe('the embedded Kafka', () => {
  let at: KafkaPlace;
  let kafka: EmbeddedKafka;

  beforeAll(async () => {
    at = await place();
    kafka = await at.ensure();
    await makeTopic(kafka, 'kept');
    await writeRecords(kafka, 'kept', ['seven']);
  }, HANG_MS);

  whenKafka(
    'keeps records in order, makes no topic by itself, and listens on loopback only',
    async () => {
      await writeRecords(kafka, 'kept', ['eight', 'nine']);
      expect(await readRecords(kafka, 'kept', 3)).toEqual(['seven', 'eight', 'nine']);
      expect(await makeTopic(kafka, 'kept')).toBe(false);
      expect(kafka.brokers).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
      const properties = await readFile(at.broker.properties, 'utf8');
      expect(properties).toMatch(/^auto\.create\.topics\.enable=false$/m);
      expect([...properties.matchAll(/:\/\/([^:,]+):/g)].map(([, host]) => host)).toEqual(
        Array.from({ length: 3 }, () => '127.0.0.1'),
      );
    },
    HANG_MS,
  );

  whenKafka(
    'lets in nobody without the password, which is 0600',
    async () => {
      const { passwordFile } = kafka;
      expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);
      const other = join(at.folder, 'wrong');
      await writeFile(other, 'wrong');
      await expect(makeTopic({ ...kafka, passwordFile: other }, 'mine')).rejects.toThrow(/authentication failed/i);
      const password = await readFile(passwordFile, 'utf8');
      expect(await readFile(`/proc/${(await at.ready()).broker}/cmdline`, 'utf8')).not.toContain(password);
    },
    HANG_MS,
  );

  whenKafka(
    'has no capability, and as root lives in a user namespace of its own',
    async () => {
      const { broker } = await at.ready();
      expect(await readFile(`/proc/${broker}/status`, 'utf8')).toMatch(/^CapEff:\s+0+$/m);
      const own = (await readlink('/proc/self/ns/user')) === (await readlink(`/proc/${broker}/ns/user`));
      expect(own).toBe(!AS_ROOT);
    },
    HANG_MS,
  );

  whenKafka(
    'is found by those who come later',
    async () => {
      const before = await at.ready();
      const again = await at.ensure();
      expect(again.brokers).toEqual(kafka.brokers);
      await again.release();
      await again.release();
      expect(await at.ready()).toEqual(before);
      expect(await askApiVersions({ host: '127.0.0.1', port: portOf(kafka) })).toBeInstanceOf(Map);
    },
    HANG_MS,
  );

  whenKafka(
    'is refused with another number of brokers than it was made with',
    async () => {
      const refused = ensureKafka({ data: at.data, brokers: 3, log });
      await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'broker-count-differs' });
    },
    HANG_MS,
  );

  whenKafka(
    'stops cleanly with its keeper after the last one, and comes back at the same port with its records',
    async () => {
      const { keeper, ports } = await at.ready();
      await kafka.release();
      await eventually('the keeper to end', () => at.noProcess());
      expect(await readKeeperState(at.files.state)).toMatchObject({ phase: 'stopped', keeper, ports });
      // Kafka leaves this file when it had the time to write everything down.
      await stat(join(at.broker.data, '.kafka_cleanshutdown'));
      kafka = await at.ensure();
      expect(portOf(kafka)).toBe(ports[0]);
      const { broker } = await at.ready();
      expect(await readFile(`/proc/${broker}/maps`, 'utf8')).toMatch(/\/classes-[0-9a-f]{16}\.jsa$/m);
      expect(await readRecords(kafka, 'kept', 1)).toEqual(['seven']);
    },
    HANG_MS,
  );

  whenKafka(
    'goes to another port when its own is taken',
    async () => {
      await stopKafka({ data: at.data });
      await stat(join(at.broker.data, '.kafka_cleanshutdown'));
      const thief = createServer().listen(portOf(kafka), '127.0.0.1');
      await new Promise((resolve) => thief.once('listening', resolve));
      const moved = await at.ensure();
      expect(portOf(moved)).not.toBe(portOf(kafka));
      expect(await readRecords(moved, 'kept', 1)).toEqual(['seven']);
      thief.close();
      await moved.release();
    },
    HANG_MS,
  );

  whenKafka(
    'is refused over the data of another cluster, naming both',
    async () => {
      await stopKafka({ data: at.data });
      const meta = join(at.broker.data, 'meta.properties');
      const own = await readFile(meta, 'utf8');
      await writeFile(meta, own.replace(/^cluster\.id=.*$/m, 'cluster.id=somebody-elses'));
      const refused = at.ensure();
      await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'broker-data-foreign' });
      await expect(refused).rejects.toThrow(/somebody-elses, not to Q/);
      await writeFile(meta, own);
    },
    HANG_MS,
  );

  whenKafka(
    'fails with its own last line and with what to do',
    async () => {
      await stopKafka({ data: at.data });
      const meta = join(at.broker.data, 'meta.properties');
      const own = await readFile(meta, 'utf8');
      await writeFile(meta, own.replace(/^node\.id=.*$/m, 'node.id=7'));
      const failed = at.ensure();
      await expect(failed).rejects.toMatchObject({ name: 'TransientFault', code: 'broker-not-started' });
      await expect(failed).rejects.toThrow(/Stored node id 7 doesn't match .* put back the folder/s);
      await expect(failed).rejects.toThrow(at.broker.log);
      await writeFile(meta, own);
    },
    HANG_MS,
  );
});

describe('the start of Kafka', () => {
  whenKafka(
    'happens once when many ask at once, in one process and in several',
    async () => {
      const at = await place();
      const asked = [at.user().kafka, at.user().kafka, ...[1, 2, 3].map(() => at.ensure())];
      const all = (await Promise.all(asked)).map(({ brokers }) => brokers);
      expect(new Set(all.flat()).size).toBe(1);
      expect((await readFile(at.files.keeperLog, 'utf8')).match(/ begins$/gm)).toHaveLength(1);
      expect((await readFile(at.broker.log, 'utf8')).match(/Kafka Server started/g)).toHaveLength(1);
    },
    HANG_MS,
  );

  whenKafkaAndRoot(
    'works for an ordinary user under umask 077',
    async () => {
      const at = await KafkaPlace.make();
      await rm(at.data, { recursive: true });
      await chown(at.folder, NOBODY, NOBODY);
      const { child, kafka: place } = at.user(NOBODY);
      await makeTopic(await place, 'anybody');
      const { broker } = await at.ready();
      expect((await stat(at.broker.data)).uid).toBe(NOBODY);
      expect(await readFile(`/proc/${broker}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
      // Only its owner may stop it; without its user it stops by itself.
      child.kill('SIGKILL');
      await eventually('keeper and broker to end', () => at.noProcess());
      await rm(at.folder, { recursive: true });
    },
    HANG_MS,
  );

  whenKafka(
    'is waited for with a line now and then, and not for ever; so is its stop',
    async () => {
      const at = await place();
      const hung = await tryLock(at.files.keeperLock, 'exclusive');
      const lines: string[] = [];
      const failed = ensureKafka({ data: at.data, log: (line) => lines.push(line), timeoutMs: 6_000 });
      await expect(failed).rejects.toMatchObject({ code: 'broker-not-started' });
      expect(lines).toEqual([expect.stringMatching(/^Waiting for Kafka since \d+ s: /)]);
      const stopped = stopKafka({ data: at.data, timeoutMs: 200 });
      await expect(stopped).rejects.toMatchObject({ code: 'broker-not-stopped' });
      hung?.release();
    },
    HANG_MS,
  );

  it('need not have happened for a stop', async () => {
    const at = await place();
    await expect(stopKafka({ data: at.data })).resolves.toBeUndefined();
    expect(processesIn(at.files.folder)).toEqual([]);
  });
});
