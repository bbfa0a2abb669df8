import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { whenRoot } from '@quench/testing';
import { spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from './data-directory.js';
import { tryLock, waitForLock } from './file-lock.js';
import { isAlive, processFacts, self } from './process-identity.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Waits for nobody. */
const atOnce = { drainMs: 0, note: () => undefined };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench data '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a data directory', () => {
  it.each([0o000, 0o077])('belongs to its owner alone under umask %i', async (mask) => {
    const before = process.umask(mask);
    try {
      const directory = await DataDirectory.open(join(folder, 'a b', '.quench'));
      const { file } = await directory.secret('password');
      const modes = [directory.path, join(directory.path, 'secrets'), file].map(async (p) => (await stat(p)).mode);
      expect((await Promise.all(modes)).map((mode) => mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
    } finally {
      process.umask(before);
    }
  });

  it('makes a secret once, even when many ask at once', async () => {
    const directory = await DataDirectory.open(folder);
    const values = await Promise.all(Array.from({ length: 8 }, async () => (await directory.secret('key')).value));
    expect(new Set(values).size).toBe(1);
    expect(values[0]).toMatch(/^[\w-]{43}$/);
    expect(await readdir(join(folder, 'secrets'))).toEqual(['key']);
    expect((await directory.secret('other')).value).not.toBe(values[0]);
  });

  it('is closed to others while it is empty, and refused when it is open and has something in it', async () => {
    await chmod(folder, 0o777);
    await DataDirectory.open(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await chmod(folder, 0o750);
    const refused = DataDirectory.open(folder);
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-unusable' });
    await expect(refused).rejects.toThrow('mode 750, expected 700');
    expect((await stat(folder)).mode & 0o777).toBe(0o750);
  });

  it('is found only where it was made, and looking makes none', async () => {
    const path = join(folder, 'factory');
    expect(await DataDirectory.find(path)).toBeUndefined();
    expect(await DataDirectory.find(folder)).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
    const { path: made } = await DataDirectory.open(path);
    expect((await DataDirectory.find(path))?.path).toBe(made);
    await writeFile(join(folder, 'file'), '');
    await expect(DataDirectory.find(join(folder, 'file'))).rejects.toMatchObject({ code: 'data-directory-unusable' });
  });

  it('does not take a secret that others can read', async () => {
    const directory = await DataDirectory.open(folder);
    const { file } = await directory.secret('key');
    await chmod(file, 0o640);
    const refused = directory.secret('key');
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-unusable' });
    await expect(refused).rejects.toThrow('mode 640, expected 600');
  });

  it('cannot be where no folder can be made, and says so at once', async () => {
    const refused = DataDirectory.open('/proc/quench/data');
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-unusable' });
  });

  it('cannot be where a file is', async () => {
    await writeFile(join(folder, 'file'), '');
    const refused = DataDirectory.open(join(folder, 'file'));
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-unusable' });
  });

  whenRoot(
    "cannot be somebody else's, not even for root",
    async () => {
      await chown(folder, 65_534, 65_534);
      await expect(DataDirectory.open(folder)).rejects.toThrow('it belongs to uid 65534, not to 0');
    },
    30_000,
  );

  it('is claimed by one, and tells the second who has it', async () => {
    const directory = await DataDirectory.open(folder);
    const claim = await directory.claim('quench up --once', atOnce);
    const second = directory.claim('quench up', atOnce);
    await expect(second).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-in-use' });
    await expect(second).rejects.toThrow(
      new RegExp(`by process ${process.pid} \\(quench up --once\\) since \\d{4}-\\d\\d-\\d\\dT`),
    );
    claim.release();
    claim.release();
    (await directory.claim('quench up', atOnce)).release();
  });

  it('does not name an earlier holder', async () => {
    const directory = await DataDirectory.open(folder);
    const claim = { process: { ...self(), startTicks: 1 }, command: 'quench up', since: '2020-01-01T00:00:00Z' };
    await writeFile(join(folder, 'locks', 'up.json'), JSON.stringify(claim));
    const lock = await tryLock(directory.lockFile('up'), 'exclusive');
    await expect(directory.claim('quench up', atOnce)).rejects.toThrow('by a process that has only just started');
    lock?.release();
  });
});

describe('a data directory that services work on', () => {
  it('has many instances, each once, and says which process is there', async () => {
    const directory = await DataDirectory.open(folder);
    const places = [await directory.join('builder.1'), await directory.join('builder.2')];
    const second = directory.join('builder.2');
    await expect(second).rejects.toMatchObject({ name: 'Rejection', code: 'instance-running' });
    await expect(second).rejects.toThrow(`process ${process.pid} (quench service, builder.2)`);
    for (const place of places) place.release();
    (await directory.join('builder.2')).release();
  });

  it.each(['builder', 'builder.', '../builder.1', 'builder.1/..', 'Builder.1', 'builder.1\n', ''])(
    'has no instance %j',
    async (name) => {
      const refused = (await DataDirectory.open(folder)).join(name);
      await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'instance-malformed' });
    },
  );

  it('is not claimed while one of them lives, and names it', async () => {
    const directory = await DataDirectory.open(folder);
    const place = await directory.join('tester.1');
    const refused = directory.claim('quench up', atOnce);
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-in-use' });
    await expect(refused).rejects.toThrow(`process ${process.pid} (quench service, tester.1)`);
    place.release();
    (await directory.claim('quench up', atOnce)).release();
  });

  it('is claimed when the last of them has ended, and says for whom it waits', async () => {
    const directory = await DataDirectory.open(folder);
    const place = await directory.join('tester.1');
    const notes: string[] = [];
    const claim = await directory.claim('quench up', {
      drainMs: 60_000,
      note: (line) => {
        notes.push(line);
        place.release();
      },
    });
    expect(notes).toEqual([expect.stringContaining('(quench service, tester.1)')]);
    claim.release();
  });

  it('lets them in under a claim that admits them, and under no other', async () => {
    const directory = await DataDirectory.open(folder);
    const claim = await directory.claim('quench cluster up', atOnce);
    const refused = directory.join('tester.1');
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-in-use' });
    await expect(refused).rejects.toThrow('(quench cluster up)');
    claim.admitServices();
    const place = await directory.join('tester.1');
    await expect(directory.claim('quench up', atOnce)).rejects.toThrow('(quench cluster up)');
    place.release();
    claim.release();
  });
});

describe('a file lock', () => {
  it('is shared by many or held by one', async () => {
    const path = join(folder, 'lock');
    const [one, two] = [await tryLock(path, 'shared'), await tryLock(path, 'shared')];
    expect(await tryLock(path, 'exclusive')).toBeUndefined();
    one?.release();
    expect(await waitForLock(path, 'exclusive', { timeoutMs: 10 })).toBeUndefined();
    two?.release();
    const alone = await tryLock(path, 'exclusive');
    expect(await tryLock(path, 'shared')).toBeUndefined();
    alone?.release();
  });

  it('is waited for', async () => {
    const path = join(folder, 'lock');
    const held = await tryLock(path, 'exclusive');
    const waiting = waitForLock(path, 'shared', { timeoutMs: 60_000 });
    held?.release();
    expect(await waiting).toBeDefined();
  });

  it('is waited for until the signal', async () => {
    const path = join(folder, 'lock');
    const held = await tryLock(path, 'exclusive');
    const giveUp = new AbortController();
    const waiting = waitForLock(path, 'shared', { signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    held?.release();
  });

  it('goes with the process that held it, whatever killed it', async () => {
    const path = join(folder, 'lock');
    const holder = spawn('flock', ['--exclusive', '--no-fork', path, 'sleep', '1000'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => holder.once('exit', resolve));
    let free = await tryLock(path, 'shared');
    for (let tries = 0; tries < 500 && free !== undefined; tries++) {
      free.release();
      await pause(10);
      free = await tryLock(path, 'shared');
    }
    expect(free).toBeUndefined();
    holder.kill('SIGKILL');
    await ended;
    const lock = await tryLock(path, 'exclusive');
    expect(lock).toBeDefined();
    lock?.release();
  });

  it('is on the file that has the name, not on one that had it', async () => {
    const path = join(folder, 'lock');
    const old = await tryLock(path, 'exclusive');
    const waiting = waitForLock(path, 'exclusive', { timeoutMs: 60_000 });
    await rename(path, `${path}.old`);
    old?.release();
    const held = await waiting;
    expect(held).toBeDefined();
    expect(await tryLock(path, 'exclusive')).toBeUndefined();
    held?.release();
  });
});

describe('a process', () => {
  it('is alive when it is this very one', () => {
    expect(isAlive(self())).toBe(true);
    expect(isAlive({ ...self(), startTicks: 1 })).toBe(false);
    expect(isAlive({ ...self(), bootId: 'another' })).toBe(false);
  });

  it('is dead once it is a zombie', async () => {
    // The first program starts a child and becomes one that never asks for its end.
    const parent = spawn('bash', ['-c', 'sleep 0.5 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    for (let tries = 0; tries < 500 && processFacts(pid) !== undefined; tries++) await pause(10);
    expect(processFacts(pid)).toBeUndefined();
    expect(() => process.kill(pid, 0)).not.toThrow();
    parent.kill('SIGKILL');
  });
});
