import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { self } from '@quench/platform/data-directory';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { writeState } from './cluster-state.js';
import { lackingServices } from './lacking-services.js';

let data = '';
let files: ClusterFiles;
let notes: string[];
const note = (line: string): void => void notes.push(line);

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'quench-lacking-'));
  files = clusterFiles(data);
  notes = [];
  await mkdir(dirname(files.wanted), { recursive: true });
  await writeFile(files.wanted, JSON.stringify({ watcher: 1, builder: 0, tester: 2, historian: 1 }));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const runs = (): Promise<void> => writeState(files, { supervisor: self(), services: [], kafka: [], postgres: '' });

it('names what nobody wants of a cluster that runs', async () => {
  await runs();
  expect(await lackingServices(data, note)).toEqual(['builder', 'distributor']);
});

it('says nothing where no cluster runs', async () => {
  expect(await lackingServices(data, note)).toEqual([]);
});

it('hides nothing of what runs where that is malformed, which is said', async () => {
  await runs();
  await writeFile(files.wanted, 'no JSON');
  expect(await lackingServices(data, note)).toEqual([]);
  expect(notes).toEqual([expect.stringMatching(/^how many instances are wanted is not known: /)]);
});
