import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundLog } from './index.js';

let folder: string;
let path: string;
const text = (file: string): Promise<string> => readFile(file, 'utf8');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-bound-'));
  path = join(folder, 'builder.1.log');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('empties a log that has grown under the hands of who writes it', async () => {
  const writer = await open(path, 'a', 0o600);
  await writer.write('one\ntwo\n');
  await boundLog(path, 8);
  expect(await text(path)).toBe('one\ntwo\n');
  await writer.write('three\n');
  await boundLog(path, 8);
  await writer.write('four\n');
  await writer.close();
  expect(await text(path)).toBe('four\n');
  expect(await text(`${path}.1`)).toBe('one\ntwo\nthree\n');
});

it('empties it also when the old one cannot be kept', async () => {
  await writeFile(path, 'x'.repeat(9));
  await mkdir(`${path}.1`);
  await boundLog(path, 8);
  expect(await text(path)).toBe('');
});

it('does nothing about a log that is not there', async () => {
  await expect(boundLog(path, 8)).resolves.toBeUndefined();
});
