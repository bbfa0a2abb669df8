import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { whenRoot } from '@quench/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdtemp, readFile, readlink, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataDirectory } from '../data-directory/data-directory.js';
import { tryLock } from '../data-directory/file-lock.js';
import { databaseFiles, type DatabaseFiles } from './database-files.js';
import { ensurePostgres, stopPostgres, type EmbeddedPostgres } from './index.js';
import { sourceFlags } from '../keeper/keeper-process.js';
import { readKeeperState, type ReadyState } from '../keeper/keeper-state.js';
import { processesIn } from '../keeper/leftovers.js';

const AS_ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;
const HANG_MS = 120_000;
const LINGER_MS = 2_000;
const log = (): void => undefined;

const children: ChildProcess[] = [];
const folders: string[] = [];

/** A data directory in a private folder, with spaces in its path. */
async function place(): Promise<{ data: string; files: DatabaseFiles }> {
  const folder = await mkdtemp(join(tmpdir(), 'quench database '));
  folders.push(folder);
  const data = join(folder, 'data directory');
  return { data, files: databaseFiles(await DataDirectory.open(data)) };
}

async function ask<Row>(to: Omit<EmbeddedPostgres, 'release'>, statement: string): Promise<Row[]> {
  const client = new Client({ ...to });
  await client.connect();
  try {
    return (await client.query(statement)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Another process that uses the database, says how it reaches it, and stays. */
async function user(data: string, uid = process.getuid?.()): Promise<Omit<EmbeddedPostgres, 'release'>> {
  const program = `process.umask(0o077);
    const { ensurePostgres } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const { release, ...reach } = await ensurePostgres({ data: ${JSON.stringify(data)}, log() {}, lingerMs: 0 });
    console.log(JSON.stringify(reach));
    setInterval(() => {}, 1e6);`;
  const node = [process.execPath, ...sourceFlags(import.meta.url), '--input-type=module', '--eval', program];
  const other = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...node];
  const [first = '', ...rest] = uid === process.getuid?.() ? node : other;
  const env = { PATH: process.env['PATH'] ?? '' };
  const child = spawn(first, rest, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    child.stdout?.on('data', (text: Buffer) => {
      resolve(JSON.parse(text.toString()) as EmbeddedPostgres);
    });
    child.on('exit', () => {
      reject(new Error(`The user ended: ${said}`));
    });
  });
}

async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain: ${what}`);
}

async function ready({ state }: DatabaseFiles): Promise<ReadyState> {
  const found = await readKeeperState(state);
  if (found?.phase !== 'ready') throw new Error(`The keeper is ${String(found?.phase)}`);
  return found;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  for (const folder of folders) {
    await stopPostgres({ data: join(folder, 'data directory') });
    await rm(folder, { recursive: true, force: true });
  }
}, HANG_MS);

describe('the embedded database', () => {
  let data: string;
  let files: DatabaseFiles;
  let postgres: EmbeddedPostgres;

  beforeAll(async () => {
    ({ data, files } = await place());
    postgres = await ensurePostgres({ data, log, lingerMs: LINGER_MS });
  }, HANG_MS);

  it('is durable, in UTF-8, with checksums, and listens on loopback and in its own folder only', async () => {
    const settings = 'fsync full_page_writes data_checksums listen_addresses unix_socket_directories server_encoding';
    const shown = settings.split(' ').map((name) => `current_setting('${name}') as ${name}`);
    expect(await ask(postgres, `select ${shown.join(', ')}`)).toEqual([
      {
        fsync: 'on',
        full_page_writes: 'on',
        data_checksums: 'on',
        listen_addresses: '127.0.0.1',
        unix_socket_directories: files.folder,
        server_encoding: 'UTF8',
      },
    ]);
    expect(await ask(postgres, `select distinct datlocprovider p, datlocale l from pg_database`)).toEqual([
      { p: 'b', l: 'C.UTF-8' },
    ]);
  });

  it('is reached through its folder, too, with the same secret, and by nobody who may not enter it', async () => {
    const { socket } = postgres;
    if (socket === undefined) throw new Error('it has no socket');
    expect(await ask({ ...postgres, host: socket }, 'select inet_client_addr() as by')).toEqual([{ by: null }]);
    const guess = ask({ ...postgres, host: socket, password: 'guess' }, 'select 1');
    await expect(guess).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(files.folder)).mode & 0o777).toBe(0o700);
  });

  it('knows nobody without the secret, which is 0600', async () => {
    expect((await stat(files.passwordFile)).mode & 0o777).toBe(0o600);
    expect((await readFile(files.passwordFile, 'utf8')).length).toBe(43);
    await expect(ask({ ...postgres, password: 'guess' }, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const rules = (await readFile(join(files.cluster, 'pg_hba.conf'), 'utf8')).match(/^(local|host).*$/gm) ?? [];
    expect(rules.filter((rule) => !rule.endsWith('scram-sha-256'))).toEqual([]);
  });

  it('has no capability, and as root lives in a user namespace of its own', async () => {
    const [postmaster] = (await ready(files)).pids;
    expect(await readFile(`/proc/${postmaster}/status`, 'utf8')).toMatch(/^CapEff:\s+0+$/m);
    const own = (await readlink('/proc/self/ns/user')) === (await readlink(`/proc/${postmaster}/ns/user`));
    expect(own).toBe(!AS_ROOT);
  });

  it('is found by those who come later', async () => {
    const before = await ready(files);
    const again = await ensurePostgres({ data, log });
    expect(again.port).toBe(postgres.port);
    expect(await ready(files)).toEqual(before);
    await again.release();
    await again.release();
  });

  it('stays as long as one of its users does', async () => {
    const before = await ready(files);
    for (let round = 0; round < 3; round++) await (await ensurePostgres({ data, log })).release();
    expect(await ask(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await ready(files)).toEqual(before);
  });

  it('stays when somebody comes while it lingers', async () => {
    const before = await ready(files);
    await postgres.release();
    postgres = await ensurePostgres({ data, log });
    // Longer than it would have lingered without us: had it gone, another one would be there.
    await new Promise((resolve) => setTimeout(resolve, LINGER_MS + 500));
    expect(await ask(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await ready(files)).toEqual(before);
  });

  it(
    'stops cleanly with its keeper after the last one, and remembers',
    async () => {
      await ask(postgres, 'create table kept as select 7 as seven');
      const { keeper, ports } = await ready(files);
      await postgres.release();
      await eventually('the keeper to end', () => processesIn(files.folder).length === 0);
      expect(processesIn(files.cluster)).toEqual([]);
      expect(await readKeeperState(files.state)).toMatchObject({ phase: 'stopped', keeper, ports });
      expect(await readFile(files.postgresLog, 'utf8')).toMatch(/database system is shut down\n$/);

      postgres = await ensurePostgres({ data, log, lingerMs: 0 });
      expect(await ask(postgres, 'select * from kept')).toEqual([{ seven: 7 }]);
    },
    HANG_MS,
  );

  it(
    'goes to another port when its own is taken',
    async () => {
      await stopPostgres({ data });
      const thief = createServer().listen(postgres.port, '127.0.0.1');
      await new Promise((resolve) => thief.once('listening', resolve));
      const moved = await ensurePostgres({ data, log, lingerMs: 0 });
      expect(moved.port).not.toBe(postgres.port);
      expect(await ask(moved, 'select * from kept')).toEqual([{ seven: 7 }]);
      thief.close();
      await moved.release();
    },
    HANG_MS,
  );
});

describe('the start of the database', () => {
  it(
    'happens once when many ask at once, in one process and in several',
    async () => {
      const { data, files } = await place();
      const here = [1, 2, 3].map(async () => ensurePostgres({ data, log, lingerMs: 0 }));
      const all = await Promise.all([user(data), user(data), ...here]);
      expect(new Set(all.map(({ port }) => port)).size).toBe(1);
      expect((await readFile(files.keeperLog, 'utf8')).match(/ begins$/gm)).toHaveLength(1);
      expect((await readFile(files.postgresLog, 'utf8')).match(/starting PostgreSQL/g)).toHaveLength(1);
    },
    HANG_MS,
  );

  whenRoot(
    'works for an ordinary user under umask 077',
    async () => {
      const { data, files } = await place();
      const parent = join(data, '..');
      await rm(data, { recursive: true });
      await chown(parent, NOBODY, NOBODY);
      const reach = await user(data, NOBODY);
      expect(await ask(reach, 'select current_user as me')).toEqual([{ me: 'quench' }]);
      const [postmaster] = (await ready(files)).pids;
      expect((await stat(files.cluster)).uid).toBe(NOBODY);
      expect(await readFile(`/proc/${postmaster}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
      // Only its owner may stop it; without its user it stops by itself.
      children.pop()?.kill('SIGKILL');
      await eventually('keeper and database to end', () => processesIn(files.folder).length === 0);
      await rm(folders.pop() ?? '', { recursive: true });
    },
    HANG_MS,
  );

  it(
    'is refused over files of another version, naming both',
    async () => {
      const { data, files } = await place();
      await (await ensurePostgres({ data, log, lingerMs: 0 })).release();
      await stopPostgres({ data });
      await writeFile(join(files.cluster, 'PG_VERSION'), '17\n');
      const refused = ensurePostgres({ data, log });
      await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'database-version-unknown' });
      await expect(refused).rejects.toThrow(/PostgreSQL 17; .* PostgreSQL 18\./);
    },
    HANG_MS,
  );

  it(
    'fails with the last line of the database itself, and with what to do about a lost password',
    async () => {
      const { data, files } = await place();
      const held = await ensurePostgres({ data, log, lingerMs: 0 });
      await unlink(files.passwordFile);
      await expect(ensurePostgres({ data, log })).rejects.toMatchObject({ code: 'database-password-wrong' });
      await held.release();
      await stopPostgres({ data });
      await writeFile(join(files.cluster, 'postgresql.auto.conf'), 'nonsense = on\n');
      const failed = ensurePostgres({ data, log });
      await expect(failed).rejects.toMatchObject({ name: 'TransientFault', code: 'database-not-started' });
      await expect(failed).rejects.toThrow(/FATAL: .*contains errors/);
      await expect(failed).rejects.toThrow(files.postgresLog);
    },
    HANG_MS,
  );

  it(
    'is waited for with a line now and then, and not for ever',
    async () => {
      const { data, files } = await place();
      const hung = await tryLock(files.keeperLock, 'exclusive');
      const lines: string[] = [];
      const failed = ensurePostgres({ data, log: (line) => lines.push(line), timeoutMs: 6_000 });
      await expect(failed).rejects.toMatchObject({ code: 'database-not-started' });
      expect(lines).toEqual([expect.stringMatching(/^Waiting for the database since 5 s: /)]);
      const stopped = stopPostgres({ data, timeoutMs: 200 });
      await expect(stopped).rejects.toMatchObject({ code: 'database-not-stopped' });
      hung?.release();
    },
    HANG_MS,
  );

  it('is not waited for for ever when the last stop does not end', async () => {
    const { data, files } = await place();
    const hung = await tryLock(files.usersLock, 'exclusive');
    const failed = ensurePostgres({ data, log, timeoutMs: 100 });
    await expect(failed).rejects.toThrow('its keeper was still stopping it');
    hung?.release();
  });

  it('need not have happened for a stop', async () => {
    const { data } = await place();
    await expect(stopPostgres({ data })).resolves.toBeUndefined();
  });
});
