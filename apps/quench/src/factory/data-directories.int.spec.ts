import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyDirectory, beginDirectory, existingDirectory } from './data-directories.js';

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
