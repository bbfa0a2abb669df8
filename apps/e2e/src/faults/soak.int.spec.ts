import { readdirSync, readFileSync } from 'node:fs';
import { startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FAULT_MS, HANG_MS, isLong } from './how-long.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { Trial } from './trial.js';

/** How long a service works while it is watched; the short form sees a file that stays open per order, and little of memory. */
const SOAK_MS = isLong ? 600_000 : 5 * FAULT_MS;
/** Looks at it; the first third of them sees how it warms up. */
const LOOKS = 15;
/** Connections and files that come and go by themselves. */
const MORE_FILES = 12;
const MORE_MEMORY = 1.5;

let server: TestPostgres;
let trial: Trial;

beforeAll(async () => {
  server = await startPostgres();
  trial = await Trial.open(server);
}, 60_000);
afterAll(async () => {
  await trial.close();
  await server.stop();
});

interface Look {
  readonly files: number;
  readonly kilobytes: number;
}

function look(pid: number): Look {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const files = readdirSync(`/proc/${String(pid)}/fd`).length;
  return { files, kilobytes: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) };
}

const most = (looks: readonly Look[]): Look => ({
  files: Math.max(...looks.map(({ files }) => files)),
  kilobytes: Math.max(...looks.map(({ kilobytes }) => kilobytes)),
});

it(
  'a service that works on and on needs no more files, and no more memory, than when it was warm',
  async () => {
    const looks: Look[] = [];
    await trial.during(async ({ pid }) => {
      for (let n = 0; n < LOOKS; n++) {
        await sleep(SOAK_MS / LOOKS);
        looks.push(look(pid));
      }
    });
    const warm = most(looks.slice(LOOKS / 3, (2 * LOOKS) / 3));
    const last = most(looks.slice((2 * LOOKS) / 3));
    expect(last.files).toBeLessThanOrEqual(warm.files + MORE_FILES);
    expect(last.kilobytes).toBeLessThanOrEqual(warm.kilobytes * MORE_MEMORY);
    expect(await trial.verdict()).toEqual([]);
  },
  HANG_MS + 2 * SOAK_MS,
);
