import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { helloDefinition, type FactoryWorld } from '../factory/factory-world.js';
import { RegistryWorld } from './registry-world.js';

/** Longer than all that one story does. */
const HANG_MS = 400_000;

/** Another spelling of the same purl. */
const SPELLED = 'pkg:npm/greeting%73';

let stage: RegistryWorld;
let world: FactoryWorld;

const updates = (): Promise<readonly object[]> => world.quench.ask('hold', 'list');
const locked = async (): Promise<string | undefined> =>
  (await stage.locked('site')).find((purl) => purl.startsWith('pkg:npm/'));
const whynot = async (version: string, name = 'pkg:npm/greetings'): Promise<unknown> =>
  (await world.quench.ask<readonly object[]>('whynot', `${name}@${version}`, 'site'))[0];
const publish = (version: string): string =>
  stage.registry.publish('greetings', version, { 'texts/hello.txt': `hello from ${version}\n` });

beforeAll(async () => {
  stage = await RegistryWorld.start();
  world = stage.factory;
  publish('1.2.0');
  await world.write('policy.yaml', 'hold: [major]\n');
  const place = { package: 'pkg:npm/greetings', version: '>=1', from: 'texts/hello.txt', name: 'hello' };
  await world.write(
    'site.yaml',
    helloDefinition('site', {
      ...{ packages: ['page'], run: undefined, owner: 'the web team', channels: ['{{ version "hello" 1 }}', 'latest'] },
      place: { '/usr/share/page/hello': place, '/usr/share/page/also': { ...place, package: SPELLED, name: 'also' } },
    }),
  );
  expect((await world.upOnce()).code).toBe(0);
}, HANG_MS);
afterAll(() => stage.close());

it(
  'a placed release that a rule of the catalog holds stays out while a smaller step comes, and everything tells it',
  async () => {
    publish('1.3.0');
    publish('2.0.0');
    expect((await world.build('site')).code).toBe(0);
    expect(await locked()).toBe('pkg:npm/greetings@1.3.0');
    expect(await updates()).toMatchObject([
      {
        ...{ image: 'site', name: 'hello', purl: 'pkg:npm/greetings', phase: 'held', from: '1.2.0', to: '2.0.0' },
        ...{ step: 'major', rule: 'hold: major (of the catalog)', owner: 'the web team' },
      },
    ]);
    expect(await world.quench.json('hold', 'show', 'greetings', 'site')).toMatchObject([
      { range: '>=1', fixed: [], contents: [], packages: [{ name: 'greetings', to: '2.0.0', toBytes: 0 }] },
    ]);
    expect((await world.quench.run('hold', 'show', 'hello')).out).toContain('a registry has no changelog');
    for (const name of ['pkg:npm/greetings', SPELLED, 'greetings', 'hello', 'also']) {
      const held = { stage: 'held', answer: expect.stringContaining('hold: major') };
      expect(await whynot('2.0.0', name)).toMatchObject(held);
    }
    expect(await world.quench.json('status')).toMatchObject({ waiting: { held: 1, overdue: 0, delayed: 0 } });
  },
  HANG_MS,
);

it(
  'what a person rejects stays out until a newer one is held, and what a person releases is built',
  async () => {
    await world.quench.json('hold', 'reject', 'hello@2.0.0', 'site', '--reason', 'it greets nobody');
    expect(await whynot('2.0.0')).toMatchObject({ stage: 'kept-out' });
    await world.build('site');
    expect(await locked()).toBe('pkg:npm/greetings@1.3.0');
    publish('2.1.0');
    await world.build('site');
    expect(await whynot('2.1.0')).toMatchObject({ stage: 'held' });
    await world.quench.json('hold', 'release', 'hello', 'site', '--reason', 'this one does');
    expect(await locked()).toBe('pkg:npm/greetings@2.1.0');
    expect(await world.channel('site:2')).toMatchObject({ revision: 3 });
    expect(await whynot('2.1.0')).toMatchObject({ stage: 'published' });
    expect(await updates()).toMatchObject([{ name: 'hello', phase: 'rejected', to: '2.0.0' }]);
  },
  HANG_MS,
);
