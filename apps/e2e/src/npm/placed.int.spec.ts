import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { helloDefinition, type FactoryWorld } from '../factory/factory-world.js';
import { waitFor } from '../factory/wait-for.js';
import type { MiniRegistry } from './mini-registry.js';
import { RegistryWorld } from './registry-world.js';

/** Longer than all that one story does. */
const HANG_MS = 400_000;

let stage: RegistryWorld;
let world: FactoryWorld;
let registry: MiniRegistry;

const locked = (): Promise<readonly string[]> => stage.locked('site');

beforeAll(async () => {
  stage = await RegistryWorld.start();
  ({ factory: world, registry } = stage);
  registry.publish('greetings', '1.2.0', { 'texts/hello.txt': 'hello\n' });
  registry.publish('greetings', '2.0.0', { 'texts/hello.txt': 'hello 2\n' });
  const integrity = registry.publish('words', '0.1.0', { 'index.js': 'export {};\n' });
  const root = { name: 'site', dependencies: { words: '^0.1.0' } };
  const packages = { '': root, 'node_modules/words': { version: '0.1.0', integrity } };
  await world.write('site/package.json', JSON.stringify(root));
  await world.write('site/package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }));
  const place = { package: 'pkg:npm/greetings', version: '1', from: 'texts/hello.txt' };
  await world.write(
    'site.yaml',
    helloDefinition('site', {
      ...{ packages: ['page'], run: undefined, channels: ['{{ version "greetings" 2 }}', 'latest'] },
      ...{ place: { '/usr/share/page/hello': place }, project: { '/srv/site': { ecosystem: 'npm', from: 'site' } } },
    }),
  );
}, HANG_MS);
afterAll(() => stage.close());

it(
  'an image takes files of the newest release that its range allows, and what the lock file of its project names',
  async () => {
    expect(await world.upOnce()).toMatchObject({ code: 0 });
    expect(await world.image('site')).toMatchObject({ verdict: 'approved', problem: '', channels: ['1.2', 'latest'] });
    expect(await locked()).toEqual([
      expect.stringMatching(/^pkg:deb\/debian\/page@/),
      'pkg:npm/greetings@1.2.0',
      'pkg:npm/words@0.1.0',
    ]);
  },
  HANG_MS,
);

it(
  'a newer release comes with the next lock, moves the channel that names its version, and is explained',
  async () => {
    registry.publish('greetings', '1.3.0', { 'texts/hello.txt': 'hello again\n' });
    expect((await world.build('site')).code).toBe(0);
    expect(await world.channel('site:1.3')).toMatchObject({ revision: 2 });
    const diff = await world.quench.json('image', 'diff', 'site');
    expect(diff).toMatchObject({ changes: [{ name: 'greetings', from: '1.2.0', to: '1.3.0' }] });
    const stageOf = async (version: string): Promise<unknown> =>
      (await world.quench.ask<readonly object[]>('whynot', `pkg:npm/greetings@${version}`, 'site'))[0];
    expect(await stageOf('1.2.0')).toMatchObject({ stage: 'superseded' });
    expect(await stageOf('2.0.0')).toMatchObject({ stage: 'out-of-range' });
    expect(await stageOf('1.9.0')).toMatchObject({ stage: 'not-offered' });
  },
  HANG_MS,
);

it(
  'the image is the same when it is built once more, and nobody is asked for a file',
  async () => {
    registry.asked.length = 0;
    expect(await world.quench.json('rebuild', 'site')).toMatchObject({ equal: true });
    // The watcher goes on asking for the list.
    expect(registry.asked.filter((path) => path !== '/greetings')).toEqual([]);
  },
  HANG_MS,
);

it(
  'a release is noticed although no archive has changed, and is the cause of what comes of it',
  async () => {
    registry.publish('greetings', '1.4.0', { 'texts/hello.txt': 'hello once more\n' });
    const up = world.up();
    await waitFor('a channel of the release', async () => {
      const channels = await world.quench.json<readonly { readonly tag: string }[]>('channel', 'list');
      return channels.find(({ tag }) => tag === '1.4');
    });
    // In the middle of a round it would end as what was broken off.
    await waitFor('the end of the round', () => up.said().includes('watching archives and catalog') || undefined);
    up.process.kill('SIGTERM');
    expect(await up.ended).toMatchObject({ code: 0 });
    expect(await world.channel('site:1.4')).toMatchObject({ revision: 3 });
    const [newest] = await world.quench.json<readonly object[]>('cascade', 'list');
    expect(newest).toMatchObject({ cause: 'releases', origin: 'pkg:npm/greetings', changed: 1 });
    const { out } = await world.quench.run('why', 'site:1.4');
    expect(out).toContain('pkg:npm/greetings@1.4.0 is new');
  },
  HANG_MS,
);
