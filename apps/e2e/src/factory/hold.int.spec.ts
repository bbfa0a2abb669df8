import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MiniPackage } from '@quench/testing';
import { FactoryWorld, helloDefinition } from './factory-world.js';

/** Longer than all that one story does. */
const HANG_MS = 400_000;

const words = (version: string, changelog = ''): MiniPackage => ({
  ...{ name: 'words', version, files: { 'usr/share/words/list': `words of ${version}\n` } },
  ...(changelog !== '' && { changelog }),
});
const page = (version: string): MiniPackage => ({
  ...{ name: 'page', version, files: { 'usr/share/page/index': `page of ${version}\n` } },
  fields: { Depends: 'words' },
});
const definition = helloDefinition('site', { packages: ['page'], run: undefined, owner: 'the web team' });
const OLD = 'words (1.0-1) trixie; urgency=medium\n\n  * First words.\n';
const FIXING = `words (2.0-1) trixie; urgency=medium\n\n  * CVE-2026-0001\n\n${OLD}`;

interface Update {
  readonly name: string;
  readonly phase: string;
  readonly to: string;
}

let world: FactoryWorld;

const updates = (): Promise<readonly Update[]> => world.quench.ask('hold', 'list');
const lockOf = async (): Promise<string> => {
  const { packages } = await world.quench.ask<{
    readonly packages: readonly { readonly name: string; readonly version: string }[];
  }>('image', 'lock', 'site');
  return packages.map(({ name, version }) => `${name} ${version}`).join(', ');
};
const whynot = async (release: string): Promise<{ readonly stage: string; readonly answer: string } | undefined> =>
  (await world.quench.ask<readonly { stage: string; answer: string }[]>('whynot', release, 'site'))[0];

beforeAll(async () => {
  world = await FactoryWorld.start([page('1.0-1'), words('1.0-1', OLD)]);
  await world.write('policy.yaml', 'hold: [major]\n');
  await world.write('site.yaml', definition);
  expect((await world.upOnce()).code).toBe(0);
}, HANG_MS);
afterAll(() => world.close());

it(
  'an update that a rule of the catalog holds stays out, the rest is built and published, and everything tells it',
  async () => {
    await world.archive.publish('trixie', { put: [page('1.1-1'), words('2.0-1', FIXING)] });
    expect((await world.build('site')).code).toBe(0);
    expect(await lockOf()).toBe('page 1.1-1, words 1.0-1');
    expect(await world.channel('site:latest')).toMatchObject({ revision: 2 });
    expect(await updates()).toMatchObject([
      { image: 'site', name: 'words', phase: 'held', from: '1.0-1', to: '2.0-1', owner: 'the web team' },
    ]);
    expect(await world.quench.json('hold', 'show', 'words', 'site')).toMatchObject([
      {
        ...{ step: 'major', rule: 'hold: major (of the catalog)', fixed: ['CVE-2026-0001'] },
        packages: [{ name: 'words', requiredBy: 'page' }],
        contents: [{ name: 'words', added: 0, removed: 0, changed: 2, scripts: [], setuid: [], listeners: [] }],
      },
    ]);
    expect(await whynot('words@2.0-1')).toMatchObject({
      stage: 'held',
      answer: expect.stringContaining('hold: major'),
    });
    expect(await world.quench.json('status')).toMatchObject({ waiting: { held: 1, overdue: 0, delayed: 0 } });
  },
  HANG_MS,
);

it(
  'an image with what is held back is the same when it is built once more',
  async () => expect(await world.quench.json('rebuild', 'site')).toMatchObject({ equal: true }),
  HANG_MS,
);

it(
  'what a person rejects stays out, and what a person releases comes',
  async () => {
    await world.quench.json('hold', 'reject', 'words@2.0-1', 'site', '--reason', 'the list is too long');
    expect(await whynot('words@2.0-1')).toMatchObject({ stage: 'kept-out' });
    const [held] = await world.quench.ask<readonly { readonly shown: string }[]>('hold', 'show', 'words', 'site');
    const release = (shown: string) => ['hold', 'release', 'words', 'site', '--reason', 'it is not', '--shown', shown];
    expect((await world.quench.run(...release('0'.repeat(32)))).err).toContain('has other files by now');
    await world.quench.json(...release(held?.shown.slice('sha256:'.length, 39) ?? ''));
    expect(await lockOf()).toBe('page 1.1-1, words 2.0-1');
    expect(await whynot('words@2.0-1')).toMatchObject({ stage: 'published' });
    expect(await updates()).toEqual([]);
  },
  HANG_MS,
);

it(
  'what holds back the rest is told with the chain to it, and the image stays as it is until a person decides',
  async () => {
    await world.archive.publish('trixie', {
      put: [{ ...page('1.2-1'), fields: { Depends: 'words (>= 3)' } }, words('3.0-1')],
    });
    await world.build('site');
    expect(await lockOf()).toBe('page 1.1-1, words 2.0-1');
    expect((await world.image('site')).problem).toMatch(/words \(>= 3\).*held back: words at 2\.0-1/);
    await world.quench.json('hold', 'release', 'words', '--reason', 'both go together');
    expect(await lockOf()).toBe('page 1.2-1, words 3.0-1');
  },
  HANG_MS,
);
