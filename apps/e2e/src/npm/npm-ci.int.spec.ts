import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProjectOptions } from '@quench/plugin-sdk';
import { installProject, treeIn, type Tree } from './installed-tree.js';
import { NpmClient, type ClientPlatform } from './npm-client.js';

const PROJECTS = fileURLToPath(new URL('projects', import.meta.url));
const FIVE_MINUTES = 300_000;
const HERE: ClientPlatform = { cpu: 'x64', libc: 'glibc' };

/** Packages that check or compile when they are installed, and bring what they need for the platforms asked for here. */
const withoutScripts = ['esbuild', '@parcel/watcher', 'fsevents'].map((name) => ({
  name,
  reason: 'its programs come as packages of their own',
}));
const options = ({ cpu, libc }: ClientPlatform): ProjectOptions => ({
  platform: cpu === 'x64' ? 'linux/amd64' : 'linux/arm64',
  libc: libc === 'musl' ? 'musl' : 'glibc',
  withoutScripts,
});

let folder: string;
let client: NpmClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-npm-'));
  client = new NpmClient(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What npm installs, and what the plugin does. */
async function both(name: string, version: 2 | 3, platform: ClientPlatform): Promise<readonly [npm: Tree, own: Tree]> {
  const project = await client.project(join(PROJECTS, name), name, version);
  const own = await installProject(project, options(platform), join(folder, 'cache'));
  await client.install(project, platform);
  return [await treeIn(project), own];
}

describe.each(['express', 'fastify', 'workspaces', 'aliases', 'platforms', 'old'])('the project %s', (name) => {
  it.each([2, 3] as const)(
    'is installed as npm does from its lock file of version %d',
    async (version) => {
      const [npm, own] = await both(name, version, HERE);
      expect(own).toEqual(npm);
      expect(npm.size).toBeGreaterThan(100);
    },
    FIVE_MINUTES,
  );
});

it.each<[ClientPlatform]>([[{ cpu: 'arm64', libc: 'glibc' }], [{ cpu: 'x64', libc: 'musl' }]])(
  'packages of another platform are chosen as npm does: %j',
  async (platform) => {
    const [npm, own] = await both('platforms', 3, platform);
    expect(own).toEqual(npm);
    const [here] = await both('platforms', 3, HERE);
    expect([...own.keys()]).not.toEqual([...here.keys()]);
  },
  FIVE_MINUTES,
);
