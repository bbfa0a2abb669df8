import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory, self, tryLock } from '@quench/platform/data-directory';
import { clusterFiles } from './cluster-files.js';
import { writeState } from './cluster-state.js';
import { Cluster } from './cluster.js';

let folder: string;
let directory: DataDirectory;
let cluster: Cluster;
const waiting = { note: () => undefined, signal: new AbortController().signal };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-cluster-'));
  directory = await DataDirectory.open(folder);
  cluster = new Cluster(directory, 500);
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

it('is not ended for somebody while it goes on starting', async () => {
  const life = await tryLock(directory.lockFile('cluster-supervisor'), 'exclusive');
  await expect(cluster.down()).rejects.toMatchObject({
    code: 'cluster-not-stopped',
    message: expect.stringContaining('goes on starting'),
  });
  life?.release();
});

it('waits for nothing once its supervisor is ended', async () => {
  const patient = new Cluster(directory, 600_000);
  const files = clusterFiles(directory.path);
  await mkdir(files.folder, { recursive: true });
  await writeState(files, { ...{ services: [], kafka: [], postgres: '' }, supervisor: self() });
  const scaled = patient.scale({ builder: 2 }, { ...waiting, note: () => rmSync(files.state) });
  await expect(scaled).rejects.toMatchObject({
    code: 'cluster-not-started',
    message: expect.stringContaining('was ended before'),
  });
});

it('says that an instance has ended before it could be killed', async () => {
  const { pid } = spawnSync('true');
  const files = clusterFiles(directory.path);
  await mkdir(files.folder, { recursive: true });
  const builder = { name: 'builder', instance: 'builder.1', pid, ready: true, port: 1, restarts: 0 } as const;
  await writeState(files, { supervisor: self(), services: [builder], kafka: [], postgres: '' });
  await expect(cluster.kill('builder.1')).rejects.toMatchObject({
    code: 'instance-unknown',
    message: expect.stringContaining('has just ended'),
  });
});

it('kills nobody who got the number of an instance that has ended', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'builder.1'], { stdio: 'ignore' });
  const files = clusterFiles(directory.path);
  await mkdir(files.folder, { recursive: true });
  const builder = {
    name: 'builder',
    instance: 'builder.1',
    pid: stranger.pid,
    ready: true,
    port: 1,
    restarts: 0,
  } as const;
  await writeState(files, { supervisor: self(), services: [builder], kafka: [], postgres: '' });
  await expect(cluster.kill('builder.1')).rejects.toMatchObject({ code: 'instance-unknown' });
  expect(stranger.kill(0)).toBe(true);
  expect(stranger.signalCode).toBeNull();
  const ended = once(stranger, 'exit');
  stranger.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
});

it('kills the instance that it was started as', async () => {
  const files = clusterFiles(directory.path);
  await mkdir(files.folder, { recursive: true });
  const words = ['--config', files.configurationOf('builder'), '--instance', 'builder.1'];
  const instance = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1000)", '--', ...words]);
  await once(instance.stdout, 'data');
  const builder = {
    name: 'builder',
    instance: 'builder.1',
    pid: instance.pid,
    ready: true,
    port: 1,
    restarts: 0,
  } as const;
  await writeState(files, { supervisor: self(), services: [builder], kafka: [], postgres: '' });
  const ended = once(instance, 'exit');
  expect(await cluster.kill('builder.1')).toBe(instance.pid);
  expect(await ended).toEqual([null, 'SIGKILL']);
});
