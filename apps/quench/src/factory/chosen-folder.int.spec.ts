import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAppliedFolder } from './applied-folder.js';
import { chosenFolder } from './chosen-folder.js';

let data: string;
let first: string;
let other: string;
let notes: string[];

beforeEach(async () => {
  data = await realpath(await mkdtemp(join(tmpdir(), 'quench-chosen-')));
  [first, other, notes] = [join(data, 'first'), join(data, 'other'), []];
  await mkdir(join(data, 'locks'));
  await mkdir(first);
  await mkdir(other);
});
afterEach(() => rm(data, { recursive: true }));

const choose = (told?: string): Promise<string> => chosenFolder({ data, told, first }, (line) => notes.push(line));

it('is the usual one at first, and whichever is told', async () => {
  expect([await choose(), await choose(other)]).toEqual([first, other]);
  expect(notes).toEqual([]);
});

it('stays the one that was applied last, which is said, until another one is told', async () => {
  await writeAppliedFolder(data, other);
  expect(await choose()).toBe(other);
  expect(notes).toEqual([`the catalog folder is ${other}, which was applied last; --catalog DIR takes another one`]);
  expect(await choose(first)).toBe(first);
  await writeAppliedFolder(data, first);
  expect(await choose()).toBe(first);
  expect(notes).toHaveLength(1);
});

it('is refused before anything begins when it is told and not there, or no folder', async () => {
  await expect(choose(join(data, 'away'))).rejects.toMatchObject({ code: 'catalog-unreadable' });
  await writeFile(join(data, 'file'), '');
  await expect(choose(join(data, 'file'))).rejects.toThrow('is not a folder');
  await rm(first, { recursive: true });
  await expect(choose()).rejects.toThrow(`There is no folder ${first}`);
});

it('that was applied and is gone is left to whoever serves what was accepted of it', async () => {
  await writeAppliedFolder(data, other);
  await rm(other, { recursive: true });
  expect(await choose()).toBe(other);
});

it('that was applied and is gone is left so, too, when it is the usual one, however that is named', async () => {
  await writeAppliedFolder(data, first);
  await rm(first, { recursive: true });
  expect(await choose()).toBe(first);
  await symlink(data, join(data, 'link'));
  const linked = join(data, 'link', 'first');
  expect(await chosenFolder({ data, told: undefined, first: linked }, (line) => notes.push(line))).toBe(first);
  expect(notes).toEqual([]);
});

it('is looked for in no data directory that is a file', async () => {
  const file = join(data, 'file');
  await writeFile(file, '');
  const chosen = chosenFolder({ data: file, told: undefined, first }, () => undefined);
  await expect(chosen).rejects.toMatchObject({ name: 'Rejection', code: 'data-directory-unusable' });
});

it('is the usual one where no data directory was ever made, and makes none', async () => {
  const none = join(data, 'none');
  expect(await chosenFolder({ data: none, told: undefined, first }, () => undefined)).toBe(first);
  await expect(stat(none)).rejects.toThrow('ENOENT');
});
