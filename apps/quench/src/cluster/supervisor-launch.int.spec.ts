import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DataDirectory } from '@quench/platform/data-directory';
import { eventually } from '@quench/testing';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill } from 'node:process';
import { clusterFiles, type ClusterFiles } from './cluster-files.js';
import { SupervisorLaunch } from './supervisor-launch.js';

/** Says who it is and how it was started, and lives on. */
const PROGRAM = "console.log(process.pid, process.argv.slice(4).join(' ')); setInterval(() => {}, 1000);";

let folder: string;
let files: ClusterFiles;
let launch: SupervisorLaunch;
const nothing = async (): Promise<void> => undefined;
const anyhow = { brokers: undefined, config: undefined, database: 'embedded' } as const;

const lines = async (): Promise<readonly string[]> =>
  (await readFile(files.log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
const pids = async (): Promise<readonly number[]> => (await lines()).map((line) => Number.parseInt(line, 10));
const begun = (count: number): Promise<void> =>
  eventually(`${String(count)} have begun`, async () => (await pids()).length === count);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-launch-'));
  const directory = await DataDirectory.open(join(folder, 'data'));
  files = clusterFiles(directory.path);
  await mkdir(files.folder);
  await writeFile(join(folder, 'program.js'), PROGRAM);
  launch = new SupervisorLaunch(directory, files, join(folder, 'program.js'));
});
afterEach(async () => {
  for (const pid of await pids()) {
    try {
      kill(pid, 'SIGKILL');
    } catch {
      // It has ended before.
    }
  }
  await rm(folder, { recursive: true, force: true });
});

it('starts one, however many ask at once', async () => {
  const started = await Promise.all([1, 2, 3].map(() => launch.start(anyhow, nothing)));
  expect(started.filter(Boolean)).toHaveLength(1);
  await begun(1);
  expect(await launch.start({ ...anyhow, brokers: 1, config: undefined }, nothing)).toBe(false);
  expect(await lines()).toEqual([expect.stringMatching(/^\d+ --brokers 1$/)]);
});

it('starts another one when it has died, and keeps what the first one said', async () => {
  await launch.start({ ...anyhow, brokers: 3, config: '/etc/quench.yaml' }, nothing);
  await begun(1);
  kill((await pids())[0] ?? 0, 'SIGKILL');
  await eventually('another one starts', () => launch.start(anyhow, nothing));
  await begun(2);
  expect((await lines()).map((line) => line.replace(/^.*--brokers/, ''))).toEqual([
    ' 3 --config /etc/quench.yaml',
    ' 1',
  ]);
});

it.each([
  [{ ...anyhow, brokers: 3, config: undefined }, 'It runs with --brokers 1, not 3'],
  [{ ...anyhow, brokers: undefined, config: '/b.yaml' }, 'It runs with /a.yaml, not with /b.yaml'],
] as const)('refuses %j beside one that runs otherwise, and changes nothing', async (wish, said) => {
  await launch.start({ ...anyhow, brokers: 1, config: '/a.yaml' }, nothing);
  await begun(1);
  let changed = false;
  const asked = launch.start(wish, async () => {
    changed = true;
  });
  await expect(asked).rejects.toMatchObject({ code: 'cluster-differs' });
  await expect(asked).rejects.toThrow(said);
  expect(changed).toBe(false);
});

it('starts none when what comes before fails, and stands in nobody’s way', async () => {
  await expect(launch.start(anyhow, () => Promise.reject(new Error('no space left')))).rejects.toThrow('no space');
  expect(await launch.start(anyhow, nothing)).toBe(true);
  await begun(1);
});

it('starts one beside those who look whether it runs', async () => {
  let looked = 0;
  let done = false;
  const look = async (): Promise<void> => {
    while (!done) {
      await launch.isRunning();
      looked += 1;
    }
  };
  const looking = [look(), look(), look(), look()];
  await eventually('somebody looks', async () => looked > 0);
  const started = await launch.start(anyhow, nothing);
  done = true;
  await Promise.all(looking);
  expect(started).toBe(true);
  expect(await launch.isRunning()).toBe(true);
});
