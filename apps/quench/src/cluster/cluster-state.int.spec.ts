import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { oneOfEach, readLaunch, readWanted, writeLaunch, writeWanted } from './cluster-state.js';

let folder: string;
let files: ClusterFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-state-'));
  files = clusterFiles(folder);
  await mkdir(files.folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('wants one of each until it is told otherwise', async () => {
  expect(await readWanted(files)).toEqual(oneOfEach);
  await writeWanted(files, { builder: 3, tester: 0 });
  expect(await readWanted(files)).toEqual({ builder: 3, tester: 0 });
});

it.each([
  '',
  '{"builder"',
  'null',
  '{"builder": "many"}',
  '{"builder": 1000000000}',
  '{"builder": -1}',
  '{"bilder": 1}',
])('refuses what says no numbers of instances: %j', async (text) => {
  await writeFile(files.wanted, text);
  await expect(readWanted(files)).rejects.toMatchObject({ code: 'configuration-invalid' });
  await expect(readWanted(files)).rejects.toThrow(files.wanted);
});

it('remembers how a supervisor was started', async () => {
  expect(await readLaunch(files)).toBeUndefined();
  const how = { brokers: 3, config: '/etc/quench.yaml', logFrom: 7 } as const;
  await writeLaunch(files, how);
  expect(await readLaunch(files)).toEqual(how);
});
