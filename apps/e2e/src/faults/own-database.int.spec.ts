import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensurePostgres, stopPostgres, type EmbeddedPostgres } from '@quench/platform/embedded-postgres';
import { eventually, whenRoot } from '@quench/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FAULT_MS, HANG_MS } from './how-long.js';
import { Trial } from './trial.js';

/** Room for the database as it begins, and little more. */
const DISK_MB = 160;
const DISK_FULL = '53100';
/** What did not fit is given back. */
const FILLING = `CREATE TABLE filler AS SELECT repeat(md5(n::text), 30) AS text FROM generate_series(1, 8000) AS n`;
/** A keeper gives a database up that ends five times within a minute. */
const RESTARTS = 3;
/** Longer than a database recovers from a crash on a machine with much other work. */
const RECOVERY_MS = 180_000;

let folder: string;
let database: EmbeddedPostgres | undefined;
let trial: Trial | undefined;

const begin = async (): Promise<Trial> => {
  database = await ensurePostgres({ data: join(folder, 'data'), log: () => undefined, lingerMs: 0 });
  return (trial = await Trial.open(database));
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-own-database-'));
});
afterEach(async () => {
  await trial?.close();
  await database?.release();
  await stopPostgres({ data: join(folder, 'data') });
  await rm(folder, { recursive: true });
  trial = undefined;
  database = undefined;
}, HANG_MS);

/** The postmaster of now: its pid is the first line of its file, which is not there while it begins. */
async function postmaster(): Promise<number | undefined> {
  const file = join(folder, 'data', 'database', 'cluster', 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 0 ? pid : undefined;
}

const holds = async (of: Trial): Promise<void> => {
  expect(await of.verdict()).toEqual([]);
  expect(of.acknowledged).toBeGreaterThan(0);
};

describe('the database of a factory', () => {
  it(
    'is restarted at once, again and again, under a service at work: nothing is lost or doubled',
    async () => {
      const at = await begin();
      const killed = new Set<number>();
      await at.during(async () => {
        for (let n = 0; n < RESTARTS; n++) {
          await sleep(1_000);
          // A keeper takes one that ends while it begins for one that cannot begin.
          const answers = (): Promise<boolean> =>
            at.query('SELECT').then(
              () => true,
              () => false,
            );
          await eventually('a database that answers', answers, RECOVERY_MS);
          const next = await postmaster();
          if (next === undefined) throw new Error('A database that answers has no postmaster');
          process.kill(next, 'SIGQUIT');
          killed.add(next);
        }
        await sleep(3_000);
      });
      expect(killed.size).toBe(RESTARTS);
      await holds(at);
    },
    HANG_MS,
  );

  whenRoot(
    'has no room left under a service at work, and then some again: nothing is lost or doubled',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(DISK_MB)}m`, 'quench-full', folder]);
      try {
        const at = await begin();
        const ballast = join(folder, 'ballast');
        await at.during(async () => {
          await sleep(1_000);
          const { bavail, bsize } = await statfs(folder);
          await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch(() => undefined);
          // The log of the database is on that disk, too: only its answers tell.
          await expect(at.query(FILLING)).rejects.toMatchObject({ code: DISK_FULL });
          await sleep(FAULT_MS);
          await rm(ballast);
          await sleep(1_000);
        });
        await holds(at);
      } finally {
        await trial?.close();
        await database?.release();
        await stopPostgres({ data: join(folder, 'data') });
        execFileSync('umount', [folder]);
      }
    },
    HANG_MS,
  );
});
