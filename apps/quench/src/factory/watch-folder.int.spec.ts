import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@quench/testing';
import { watchFolder } from './watch-folder.js';

let folder: string;
const stop = new AbortController();
let changes = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watched '));
});
afterEach(async () => {
  stop.abort();
  await rm(folder, { recursive: true });
});

it('sees a file made, written, replaced, removed and made again', async () => {
  const watching = watchFolder(folder, stop.signal, () => {
    changes++;
    return Promise.resolve();
  });
  await eventually('the first look', () => changes === 1);
  const file = join(folder, 'a.yaml');
  const steps = [
    () => writeFile(file, 'one'),
    () => writeFile(file, 'other'),
    async () => {
      await writeFile(join(folder, '.draft'), 'third one');
      await rename(join(folder, '.draft'), file);
    },
    () => rm(file),
    () => writeFile(file, 'again'),
  ];
  for (const [index, step] of steps.entries()) {
    await step();
    await eventually(`change ${String(index + 1)}`, () => changes === index + 2);
  }
  stop.abort();
  await watching;
  expect(changes).toBe(1 + steps.length);
}, 60_000);
