import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from '@quench/platform/data-directory';
import { Cluster } from './cluster.js';

let folder: string;
let cluster: Cluster;
const waiting = { note: () => undefined, signal: new AbortController().signal };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-cluster-'));
  cluster = new Cluster(await DataDirectory.open(folder));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['status', () => cluster.running()],
  ['scale', () => cluster.scale({ builder: 2 }, waiting)],
  ['kill', () => cluster.kill('builder.1')],
])('that does not run says so, and how it is started: %s', async (_command, ask) => {
  const none = { code: 'cluster-not-running', message: expect.stringContaining('start one with: quench cluster up') };
  await expect(ask()).rejects.toMatchObject(none);
});

it('that does not run leaves nothing, and needs no end', async () => {
  expect(await cluster.left()).toBeUndefined();
  expect(await cluster.down()).toBe(false);
});
