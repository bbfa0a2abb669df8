import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ImageDefinition } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { InMemoryReadModels } from '@quench/testing';
import { AT, HistoryWorld } from './history-world.fixture.js';
import { AskWhyNot } from './why-not.handler.js';

/** Versions of two numbers; a constraint is the first of them. */
const toy = {
  naming: {
    parse: (purl: string) => {
      const [name = '', version] = purl.replace(/^pkg:\w+\//, '').split('@');
      return { name, version };
    },
  },
  versions: {
    order: (versions: readonly string[]) => {
      if (versions.some((one) => !/^\d+\.\d+$/.test(one))) throw new PluginError('malformed-input', 'no version');
      return versions.toSorted();
    },
    isPrerelease: () => false,
    matching: (versions: readonly string[], constraint: string) =>
      versions.filter((one) => one.startsWith(`${constraint}.`)),
  },
};
const X64 = 'pkg:toy/run-x64';
const ARM = 'pkg:toy/run-arm';
const definition: ImageDefinition = {
  ...{ image: 'run', summary: '', accounts: [], volumes: [], labels: {}, packages: [], files: {}, env: {} },
  ...{ workdir: '/', channels: [], tests: [], policy: { waive: [] } },
  run: { entrypoint: [], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' },
  distribution: { release: 'debian/trixie', pockets: [] },
  platforms: ['linux/amd64', 'linux/arm64'],
  places: [
    { path: '/run', name: 'run', version: '2', from: '.', packages: { 'linux/amd64': X64, 'linux/arm64': ARM } },
  ],
};

let world: HistoryWorld;
beforeEach(async () => {
  const ecosystems = { get: () => ({ plugin: toy }) };
  world = await HistoryWorld.open(new InMemoryReadModels(), {
    ecosystems,
    projects: { ...ecosystems, names: ['toy'] },
  });
  const digest = await world.documents.write(definition);
  await world.defined('run', { definition: digest, platforms: definition.platforms, packages: [X64, ARM] });
  const changes = [{ kind: 'added', name: 'run-x64', to: '2.0', fixed: [], lost: [] }];
  await world.locked('run', 1, { definition: digest, changes });
});
afterEach(() => world.close());

const listOf = (purl: string, ...versions: readonly string[]) =>
  world.documents.write({ format: 1, releases: versions.map((one) => ({ purl: `${purl}@${one}`, publishedAt: AT })) });
const followed = async (purl: string, ...versions: readonly string[]) =>
  world.tell('watcher.PackageFollowed.v1', { purl, releases: 1, list: await listOf(purl, ...versions) });
const why = async (release: string) => (await world.ask(new AskWhyNot(release, 'run')))[0];

it('a release waits for the platforms that lack it, until their registries list it, too', async () => {
  await followed(X64, '1.0', '2.0', '2.1');
  const told = await followed(ARM, '1.0', '2.0');
  expect(await why('run-x64@2.1')).toMatchObject({
    ...{ stage: 'platform-missing', answer: 'linux/arm64 lacks it: pkg:toy/run-arm has 2.0' },
    evidence: [{ id: told.id }],
  });
  const news = { purl: `${ARM}@2.1`, list: await listOf(ARM, '1.0', '2.0', '2.1') };
  await world.tell('watcher.ReleaseDiscovered.v1', news);
  expect(await why(`${X64}@2.1`)).toMatchObject({ stage: 'not-locked' });
});

it('a release is not offered, or out of what the line takes, by the list of its own registry', async () => {
  await followed(X64, '2.0', '3.0');
  await followed(ARM, '2.0');
  expect(await why('run-x64@2.9')).toMatchObject({ stage: 'not-offered' });
  expect(await why('run-x64@3.0')).toMatchObject({ stage: 'out-of-range' });
  expect(await why('run-x64@newest')).toMatchObject({ stage: 'not-offered' });
});

it('nothing is said of registries that were not asked yet, or whose list is gone', async () => {
  await followed(X64, '2.0', '2.1');
  expect(await why(`${X64}@2.1`)).toMatchObject({ stage: 'not-locked', answer: expect.stringContaining('no lock') });
  await world.tell('watcher.PackageFollowed.v1', { purl: ARM, releases: 1, list: sha256('gone') });
  expect(await why(`${X64}@2.1`)).toMatchObject({ stage: 'not-locked', answer: expect.stringContaining('no lock') });
});

/** The builder's word on the newest release. */
const update = (to: string) => ({
  ...{
    image: 'run',
    versionStream: 'default',
    variant: 'prod',
    purl: X64,
    name: 'run',
    from: '2.0',
    to,
    step: 'minor',
  },
  ...{ urgent: false, rule: 'hold: package run', definition: sha256('definition'), range: '2' },
  seen: { source: { ecosystem: 'toy', origin: X64, suite: '2' }, snapshot: sha256('list'), date: AT },
  packages: ['run-x64', 'run-arm'].map((name) => ({ name, from: '2.0', to, fromBytes: 1, toBytes: 0 })),
});

it('what keeps a release out is what the builder recorded, by the name of the place and of each package', async () => {
  await followed(X64, '2.0', '2.1');
  await followed(ARM, '2.0', '2.1');
  expect(await why('run-x64@2.1')).toMatchObject({ stage: 'not-locked' });
  const held = await world.tell('builder.UpdateHeld.v1', { ...update('2.1'), deadline: AT, fixed: [] });
  for (const name of ['run', 'run-x64', 'run-arm', X64]) {
    expect(await why(`${name}@2.1`)).toMatchObject({
      stage: 'held',
      evidence: [{ id: held.id }],
      answer: expect.stringMatching(/held by hold: package run: .* see: quench hold show run run$/),
    });
  }
});

it('of a release below the one that waits it is told which one does', async () => {
  await followed(X64, '2.0', '2.1', '2.2');
  const list = await followed(ARM, '2.0', '2.1', '2.2');
  const delayed = await world.tell('builder.UpdateDelayed.v1', { ...update('2.2'), rule: 'cooldown: 3d', until: AT });
  expect(await why('run-x64@2.2')).toMatchObject({ stage: 'delayed' });
  expect(await why('run-x64@2.1')).toMatchObject({
    ...{ stage: 'not-locked', answer: expect.stringContaining('to 2.2 waits until') },
    evidence: [{}, { id: list.id }, { id: delayed.id }],
  });
});
