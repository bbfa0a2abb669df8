import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyDirectory, beginDirectory, existingDirectory, tryDirectory } from './data-directories.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-directories-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('refuses a folder in which nothing was ever begun, says how, and makes nothing', async () => {
  const path = join(folder, 'mistyped');
  const refused = existingDirectory(path);
  await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'factory-missing' });
  await expect(refused).rejects.toThrow(`There is no factory in ${path}. `);
  await expect(refused).rejects.toThrow('To begin one there: quench up');
  expect(await readdir(folder)).toEqual([]);
});

it('takes what was begun', async () => {
  const path = join(folder, 'factory');
  await beginDirectory(path);
  expect((await existingDirectory(path)).directory.path).toBe(path);
  expect((await anyDirectory(path)).directory.path).toBe(path);
});

it('has a passing one where none is needed, and leaves nothing of it', async () => {
  const { directory, leave } = await anyDirectory(join(folder, 'mistyped'));
  expect(await readdir(folder)).toEqual([]);
  await leave();
  await expect(stat(directory.path)).rejects.toThrow('ENOENT');
});

it('refuses a file in its place', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'mine');
  for (const path of [file, join(file, 'below')]) {
    for (const used of [beginDirectory, existingDirectory, anyDirectory, tryDirectory])
      await expect(used(path)).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-unusable' });
  }
  expect(await readFile(file, 'utf8')).toBe('mine');
});

describe('one that was made for what then failed', () => {
  const tried = async (path: string): Promise<void> => {
    const { directory, abandon } = await tryDirectory(path);
    await writeFile(directory.lockFile('up'), '');
    await abandon(() => undefined);
  };

  it('is gone', async () => {
    await tried(join(folder, 'new'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is as it was, with what somebody had put there', async () => {
    const path = join(folder, 'prepared');
    await mkdir(join(path, 'content'), { recursive: true, mode: 0o700 });
    await tried(path);
    expect(await readdir(path)).toEqual(['content']);
  });

  it('stays when there was a factory', async () => {
    const path = join(folder, 'factory');
    await beginDirectory(path);
    const before = await readdir(path);
    await tried(path);
    expect(await readdir(path)).toEqual(before);
    expect((await existingDirectory(path)).directory.path).toBe(path);
  });

  it('says what is in the way of taking it away, and keeps others out until the rest is gone', async () => {
    const path = join(folder, 'held');
    const { directory, abandon } = await tryDirectory(path);
    // A folder that looks as if a database ran in it, of which nobody can tell how to end it.
    await mkdir(join(path, 'database', 'cluster', 'postmaster.pid'), { recursive: true });
    const notes: string[] = [];
    await abandon((line) => notes.push(line));
    expect(notes).toEqual([expect.stringContaining(`what was made in ${path} could not all be taken away: `)]);
    expect(await readdir(path)).toContain('locks');
    expect(directory.path).toBe(path);
  });
});
