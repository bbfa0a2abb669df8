import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataDirectory } from '../data-directory/data-directory.js';
import { isAlive, processFacts } from '../data-directory/process-identity.js';
import { descendants } from '../sandbox/host-pid.js';
import { binaries } from './binaries.js';
import { databaseFiles, type DatabaseFiles } from './database-files.js';
import { freePort } from '../keeper/free-port.js';
import { ensurePostgres, stopPostgres, type EmbeddedPostgres } from './index.js';
import { sourceFlags } from '../keeper/keeper-process.js';
import { readKeeperState, type ReadyState } from '../keeper/keeper-state.js';
import { processesIn } from '../keeper/leftovers.js';
import { startPostmaster } from './postmaster.js';

const HANG_MS = 180_000;

let folder: string;
let data: string;
let files: DatabaseFiles;
let children: ChildProcess[];

const ensure = (): Promise<EmbeddedPostgres> => ensurePostgres({ data, log: () => undefined, lingerMs: 0 });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(to: EmbeddedPostgres, statement: string): Promise<unknown[]> {
  const { host, port, user, password, database } = to;
  const client = new Client({ host, port, user, password, database });
  client.on('error', () => undefined);
  await client.connect();
  return client.query(statement).then(async ({ rows }) => {
    await client.end();
    return rows as unknown[];
  });
}

/** Another process that uses the database until it is killed. */
function user(): ChildProcess {
  const program = `const { ensurePostgres } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    await ensurePostgres({ data: ${JSON.stringify(data)}, log() {}, lingerMs: 0 });
    console.log('ready');
    setInterval(() => {}, 1e6);`;
  const flags = [...sourceFlags(import.meta.url), '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (await holds()) return;
    await pause(25);
  }
  throw new Error(`Waited in vain: ${what}`);
}

async function ready(): Promise<ReadyState & { postmaster: number }> {
  const found = await readKeeperState(files.state);
  if (found?.phase !== 'ready') throw new Error(`The keeper is ${String(found?.phase)}`);
  return { ...found, postmaster: found.pids[0] ?? 0 };
}

function isFlock(pid: number): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').startsWith('flock');
  } catch {
    return false;
  }
}

const noProcess = (): boolean => processesIn(files.folder).length + processesIn(files.cluster).length === 0;

/** The next one in gets a database that works and has what was committed. */
async function works(): Promise<EmbeddedPostgres> {
  const next = await ensure();
  expect(await ask(next, 'select * from kept')).toEqual([{ seven: 7 }]);
  const { postmaster } = await ready();
  expect(processesIn(files.cluster)).toContain(postmaster);
  return next;
}

async function place(): Promise<void> {
  children = [];
  folder = await mkdtemp(join(tmpdir(), 'quench database '));
  data = join(folder, 'data');
  files = databaseFiles(await DataDirectory.open(data));
}

async function clear(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  await stopPostgres({ data });
  expect(noProcess()).toBe(true);
  await rm(folder, { recursive: true });
}

/** One data directory for all tests of a block, with something committed in it. */
function running(): void {
  beforeAll(async () => {
    await place();
    const first = await ensure();
    await ask(first, 'create table kept as select 7 as seven');
    await first.release();
  }, HANG_MS);
  afterAll(clear, HANG_MS);
}

describe('kill -9 at a first start', () => {
  beforeEach(place);
  afterEach(clear, HANG_MS);

  it.each([0, 100, 200, 400, 700, 1000])(
    'of user and keeper %i ms into the very first start',
    async (ms) => {
      const killed = user();
      await eventually('the keeper', async () => (await readKeeperState(files.state)) !== undefined);
      await pause(ms);
      const state = await readKeeperState(files.state);
      killed.kill('SIGKILL');
      if (state !== undefined && isAlive(state.keeper)) process.kill(state.keeper.pid, 'SIGKILL');
      const next = await ensure();
      expect(await ask(next, 'select 1 as one')).toEqual([{ one: 1 }]);
      const names = await readdir(files.folder);
      expect(names.filter((name) => name.startsWith('cluster'))).toEqual(['cluster']);
    },
    HANG_MS,
  );
});

describe('kill -9 of a running one', () => {
  running();

  it(
    'of its last user: the database stops cleanly',
    async () => {
      const killed = user();
      await new Promise((resolve) => killed.stdout?.once('data', resolve));
      await ready();
      killed.kill('SIGKILL');
      await eventually('keeper and database to end', noProcess);
      expect(await readKeeperState(files.state)).toMatchObject({ phase: 'stopped' });
    },
    HANG_MS,
  );

  it(
    'of the helper that waits for the last user to leave: the database goes on, and stops with that user',
    async () => {
      const user = await ensure();
      const { keeper, postmaster } = await ready();
      const helper = (): number | undefined =>
        descendants(keeper.pid).find((pid) => pid !== postmaster && isFlock(pid));
      let first: number | undefined;
      await eventually('the helper', () => (first = helper()) !== undefined);
      process.kill(first ?? 0, 'SIGKILL');
      await eventually('another helper', () => ![undefined, first].includes(helper()));
      expect(await ready()).toMatchObject({ keeper, postmaster });
      expect(await ask(user, 'select * from kept')).toEqual([{ seven: 7 }]);
      await user.release();
      await eventually('the database to stop', noProcess);
    },
    HANG_MS,
  );

  it(
    'of the keeper: the kernel tells the database, which stops cleanly',
    async () => {
      const { release } = await ensure();
      process.kill((await ready()).keeper.pid, 'SIGKILL');
      await eventually('the database to end', () => processesIn(files.cluster).length === 0);
      expect(await readFile(files.postgresLog, 'utf8')).toMatch(/database system is shut down\n$/);
      await (await works()).release();
      await release();
    },
    HANG_MS,
  );

  it(
    'of the keeper: the next one in starts another, at the same port',
    async () => {
      const first = await ensure();
      const { keeper } = await ready();
      process.kill(keeper.pid, 'SIGKILL');
      const next = await works();
      expect((await ready()).keeper).not.toEqual(keeper);
      expect(next.port).toBe(first.port);
    },
    HANG_MS,
  );

  it(
    'of the postmaster: its keeper starts it again at the same port',
    async () => {
      const first = await ensure();
      const { keeper, postmaster } = await ready();
      process.kill(postmaster, 'SIGKILL');
      await eventually('another postmaster', async () => {
        const state = await readKeeperState(files.state);
        return state?.phase === 'ready' && state.pids[0] !== postmaster;
      });
      const next = await works();
      expect(next.port).toBe(first.port);
      expect((await ready()).keeper).toEqual(keeper);
    },
    HANG_MS,
  );

  it(
    'of keeper and postmaster at once, with work going on',
    async () => {
      const first = await ensure();
      const busy = ask(first, 'select pg_sleep(600)').catch(() => undefined);
      const { keeper, postmaster } = await ready();
      process.kill(keeper.pid, 'SIGKILL');
      process.kill(postmaster, 'SIGKILL');
      await works();
      await busy;
    },
    HANG_MS,
  );
});

describe('what a killed one left behind', () => {
  running();
  beforeEach(() => stopPostgres({ data }), HANG_MS);

  it(
    'a postmaster without a keeper is stopped',
    async () => {
      const orphan = startPostmaster(files, await binaries(), await freePort(undefined));
      await rm(files.state);
      await eventually('the orphan', () => processesIn(files.cluster).length > 1);
      await works();
      expect(await orphan.exited).toEqual({ how: 'it ended with 0', killed: false });
    },
    HANG_MS,
  );

  it(
    'a pid file with the number of a stranger stops nobody',
    async () => {
      const stranger = spawn('sleep', ['1000']);
      children.push(stranger);
      await writeFile(join(files.cluster, 'postmaster.pid'), `${stranger.pid}\n${files.cluster}\n`);
      await works();
      expect(processFacts(stranger.pid ?? 0)).toBeDefined();
    },
    HANG_MS,
  );

  it(
    'a pid file with the number of a zombie is no obstacle',
    async () => {
      const parent = spawn('bash', ['-c', 'sleep 0.5 & echo $!; exec sleep 1000'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      children.push(parent);
      const zombie = String(await new Promise((resolve) => parent.stdout?.once('data', resolve))).trim();
      await eventually('the zombie', () => processFacts(Number(zombie)) === undefined);
      await writeFile(join(files.cluster, 'postmaster.pid'), `${zombie}\n${files.cluster}\n`);
      await works();
    },
    HANG_MS,
  );

  it(
    'a state that says ready, of a keeper that is gone, is not believed',
    async () => {
      const last = await readKeeperState(files.state);
      let asked = 0;
      const stranger = createServer(() => (asked += 1)).listen(last?.ports[0], '127.0.0.1');
      await once(stranger, 'listening');
      await writeFile(files.state, JSON.stringify({ ...last, phase: 'ready', pids: [1] }));
      await works();
      expect(asked).toBe(0);
      stranger.close();
    },
    HANG_MS,
  );

  it(
    'a state cut short is as none',
    async () => {
      await writeFile(files.state, '{"phase":"rea');
      await works();
    },
    HANG_MS,
  );
});
