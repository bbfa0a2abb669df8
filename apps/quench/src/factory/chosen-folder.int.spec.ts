import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
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
