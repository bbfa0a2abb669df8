import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { eventually, RecordingLog, startPostgres, whenRoot } from '@quench/testing';
import { ConsumerWorld } from './consumer-world.fixture.js';
import { KAFKA_HANG_MS, startKafka } from './kafka.fixture.js';

/** Room for a broker as it begins, and little more. */
const DISK_MB = 96;
const HANG_MS = 240_000;

whenRoot(
  'a broker whose disk is full keeps nobody from working: the log waits, and follows once and in order when there is room',
  async () => {
    const undo: (() => unknown)[] = [];
    try {
      const disk = await mkdtemp(join(tmpdir(), 'quench-full-kafka-'));
      undo.push(() => rm(disk, { recursive: true }));
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(DISK_MB)}m`, 'quench-full', disk]);
      undo.push(() => execFileSync('umount', [disk]));
      const server = await startPostgres();
      undo.push(() => server.stop());
      const kafka = await startKafka(new RecordingLog(), undefined, disk);
      undo.push(() => kafka.stop());
      const world = await ConsumerWorld.open(server, kafka);
      undo.push(() => world.close());

      const ballast = join(disk, 'ballast');
      const { bavail, bsize } = await statfs(disk);
      await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch(() => undefined);
      await world.append(500);
      await eventually('a relay that cannot', () => world.log.of('relay-fault').length > 0);
      expect(world.published.relay.relayed).toBeLessThan(503);

      await rm(ballast);
      await kafka.revive();
      await kafka.back();
      await world.append(10);
      await world.drained(513);
      await world.digests(513);
      expect(world.digested).toEqual(await world.logged(513));
    } finally {
      for (const step of undo.reverse()) await step();
    }
  },
  KAFKA_HANG_MS + HANG_MS,
);
