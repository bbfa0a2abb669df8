import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { clusterFiles } from './cluster-files.js';
import { lackingServices } from './lacking-services.js';
import { unwantedServices } from './unwanted-services.js';

let data = '';
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'quench-lacking-'));
  const { wanted } = clusterFiles(data);
  await mkdir(dirname(wanted), { recursive: true });
  await writeFile(wanted, JSON.stringify({ watcher: 1, builder: 0, tester: 2, historian: 1 }));
});
afterEach(() => rm(data, { recursive: true, force: true }));

it('names what nobody wants', async () => {
  expect(await unwantedServices(clusterFiles(data))).toEqual(['builder', 'distributor']);
});

it('says nothing where no cluster runs', async () => {
  expect(await lackingServices(data)).toEqual([]);
});
