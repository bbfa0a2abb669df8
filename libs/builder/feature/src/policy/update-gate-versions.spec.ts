import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { QueryBus } from '@nestjs/cqrs';
import type { LockResolved, ResolutionFailed, UpdateSettled } from '@quench/contracts';
import { digest } from '@quench/kernel';
import { Holds } from './hold-queries.handler.js';
import { givenUpdates, libz, SECURITY, web } from './updates-world.fixture.js';

const { builder, define, publish, publishIn, held, has, decide, locked } = givenUpdates();
const UPDATES = { origin: 'Example', suite: 'trixie-updates' };

describe('a key that is trusted no more', () => {
  const distrustFirst = async (): Promise<void> => {
    const [lock] = await builder.world.facts<LockResolved>('LockResolved');
    builder.world.host.distrusted.add(digest(lock?.snapshots[0] ?? ''));
    await builder.restart();
  };

  it('keeps nothing from a line of which nothing waits', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await distrustFirst();
    await publish(web('1.1'), libz('1.0'));
    expect(await has()).toBe('libz 1.0, web 1.1');
  });

  it('keeps nothing from a line of which the newest snapshots list what is held back', async () => {
    await define({ hold: ['major'] }, { distribution: { release: 'debian/trixie', pockets: ['release', 'updates'] } });
    await publishIn(UPDATES, { name: 'quiet', version: '1' });
    await publish(web('1.0'), libz('1.0'));
    await distrustFirst();
    await publishIn(UPDATES, libz('2.0'));
    await publish(web('1.1'), libz('1.0'));
    expect(await has()).toBe('libz 1.0, web 1.1');
  });

  it('is named where nobody else lists what is held back, until that is released', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await distrustFirst();
    await publish(web('1.1'), libz('2.0'));
    const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
    expect(failed).toMatchObject({ code: 'unsatisfiable', chain: ['web', 'libz'] });
    expect(failed?.detail).toMatch(/; older snapshots that are not to be used any more: Example trixie of 2026/);
    await decide('Release', 'libz');
    expect(await has()).toBe('libz 2.0, web 1.1');
  });
});

describe('a version between what a line has and one that is stopped', () => {
  const distribution = { release: 'debian/trixie', pockets: ['release', 'updates', 'security'] };
  const start = async (policy: object): Promise<void> => {
    await publishIn(SECURITY, { name: 'quiet', version: '1' });
    await publishIn(UPDATES, { name: 'quiet', version: '1' });
    await define(policy, { distribution });
    await publish(web('1.0'), libz('1.0'));
  };

  it.each([
    ['held', { hold: ['major'] }],
    ['cooling', { cooldown: '3d' }],
  ])('comes when it is a fix, while the newer one is %s', async (_, policy) => {
    await start(policy);
    await publishIn(UPDATES, libz('2.0'));
    expect(await has()).toBe('libz 1.0, web 1.0');
    await publishIn(SECURITY, libz('1.1'));
    expect(await has()).toBe('libz 1.1, web 1.0');
    expect((await locked()).pins).toMatchObject([{ name: 'libz', version: '1.1', offered: '2.0' }]);
    await decide('Release', 'libz');
    expect(await has()).toBe('libz 2.0, web 1.0');
  });

  it('comes while a rejected one is newer', async () => {
    await start({ hold: ['major'] });
    await publishIn(UPDATES, libz('2.0'));
    await decide('Reject', 'libz');
    await publishIn(SECURITY, libz('1.1'));
    expect(await has()).toBe('libz 1.1, web 1.0');
  });

  it('is looked for below what is stopped as well, and of no other package', async () => {
    await start({ hold: ['major'] });
    await publishIn(UPDATES, libz('3.0'), libz('2.0'), libz('1.1'));
    expect(await has()).toBe('libz 1.1, web 1.0');
    expect(await held()).toMatchObject([{ name: 'libz', to: '3.0' }]);
  });

  it('stays out where what it needs is held back, and cannot be had', async () => {
    const tool = (version: string, more: object = {}) => ({ name: 'tool', version, ...more });
    await define({ hold: ['major'] });
    await publish(
      ...[web('1.0', { depends: ['libz', 'tool'] }), libz('1.0')],
      ...[tool('1.0', { depends: ['gone'] }), { name: 'gone', version: '1' }],
    );
    const newer = ['1.1', '2.0'].map((version) => ({ ...libz(version), depends: ['tool'] }));
    await publish(web('1.1'), libz('1.0'), ...newer, tool('2.0'));
    expect(await has()).toBe('libz 1.0, web 1.1');
  });

  it('stays out where it needs what is not there', async () => {
    await start({ hold: ['major'] });
    await publishIn(UPDATES, libz('2.0'), { ...libz('1.1'), depends: ['gone'] });
    await publish(web('1.1'), libz('1.0'));
    expect(await has()).toBe('libz 1.0, web 1.1');
  });
});

it('a library that changes its name with a step is held with all who need it, and everything else flows', async () => {
  const ssl = (version: string) => ({ name: `libssl${version.split('.')[0] ?? ''}`, version, source: 'openssl' });
  const needs = (name: string, version: string, on: string) => ({ name, version, depends: [on] });
  await define({ hold: ['major'] });
  const all = (version: string, on: string, libzVersion: string) => [
    web(version, { depends: ['libz', 'app', 'other'] }),
    ...[libz(libzVersion), needs('app', version, on), needs('other', version, on)],
  ];
  await publish(...all('1.0', 'libssl3', '1.0'), ssl('3.0'));
  await publish(...all('1.1', 'libssl4', '1.1'), ssl('3.0'), ssl('4.0'));
  expect(await held()).toMatchObject([{ name: 'openssl', from: '3.0', to: '4.0', step: 'major' }]);
  expect(await has()).toBe('app 1.0, libssl3 3.0, libz 1.1, other 1.0, web 1.1');
  await publish(...all('1.1', 'libssl4', '1.1'), ssl('3.1'), ssl('4.0'));
  expect(await has()).toBe('app 1.0, libssl3 3.1, libz 1.1, other 1.0, web 1.1');
  await decide('Release', 'openssl');
  expect(await has()).toBe('app 1.1, libssl4 4.0, libz 1.1, other 1.1, web 1.1');
});

describe('other bytes under the same version', () => {
  const rebuilt = async (): Promise<void> => {
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1'), libz('1.0', 'CVE-2026-0001'));
  };

  it('are held as a step of unknown size', async () => {
    await define({ hold: ['major'] });
    await rebuilt();
    expect(await held()).toMatchObject([{ name: 'libz', from: '1.0', to: '1.0', step: 'unknown' }]);
    const before = (await locked()).platforms[0]?.packages.find(({ name }) => name === 'libz');
    expect(await has()).toBe('libz 1.0, web 1.1');
    await decide('Release', 'libz');
    const after = (await locked()).platforms[0]?.packages.find(({ name }) => name === 'libz');
    expect(after?.sha256).not.toBe(before?.sha256);
  });

  it('wait as any other update', async () => {
    await define({ cooldown: '3d' });
    await rebuilt();
    expect(await has()).toBe('libz 1.0, web 1.0');
  });
});

it('a platform that is new to a line has what the others keep', async () => {
  const platforms = ['linux/amd64', 'linux/arm64'];
  await define({ hold: ['major'] });
  builder.world.publish([web('1.0'), libz('1.0')]);
  await builder.world.report(undefined, platforms);
  builder.world.publish([web('1.0'), libz('2.0')]);
  await builder.world.report(undefined, platforms);
  await define({ hold: ['major'] }, { platforms });
  const versions = (await locked()).platforms.map(({ packages }) => packages[0]?.version);
  expect(versions).toEqual(['1.0', '1.0']);
});

describe('what is said of an update that waits no more', () => {
  const settled = (): Promise<readonly UpdateSettled[]> => builder.world.facts('UpdateSettled');
  const listed = async (): Promise<readonly string[]> =>
    (await builder.app.get(QueryBus).execute(new Holds())).map(({ phase, update }) => `${phase} ${update.to}`);

  it('is the version that was taken, which may be another', async () => {
    await define({ hold: ['minor'] });
    await publish(web('1.0.0'), libz('1.0.0'));
    await publish(web('1.0.0'), libz('1.1.0'));
    await publish(web('1.0.0'), libz('1.0.1'));
    expect(await has()).toBe('libz 1.0.1, web 1.0.0');
    expect(await settled()).toMatchObject([{ to: '1.0.1', outcome: 'taken' }]);
  });

  it('is no word on what a person rejected, which stays so, with and without rules', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await decide('Reject', 'libz');
    await publish(web('1.0'), libz('1.1'));
    expect(await has()).toBe('libz 1.1, web 1.0');
    await publish(web('1.0'), libz('3.0'));
    expect(await listed()).toEqual(['held 3.0']);
    await define({});
    await publish(web('1.1'), libz('1.1'));
    expect(await settled()).toMatchObject([{ to: '3.0' }]);
    expect(await listed()).toEqual(['rejected 2.0']);
  });

  it('is that the image is of another release of the distribution', async () => {
    const next = { origin: 'Example', suite: 'forky' };
    await publishIn(next, web('3.0'), libz('3.0'));
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('2.0'), libz('2.0'));
    await decide('Reject', 'libz');
    await define({ hold: ['major'] }, { distribution: { release: 'debian/forky', pockets: ['release'] } });
    expect(await has()).toBe('libz 3.0, web 3.0');
    expect(await settled()).toMatchObject([{ outcome: 'dropped' }, { outcome: 'dropped' }]);
    expect(await listed()).toEqual([]);
  });

  it('is that the image needs nothing of it', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await publish(web('1.1', { depends: [] }), libz('2.0'));
    expect(await settled()).toMatchObject([{ to: '2.0', outcome: 'dropped' }]);
    expect(await listed()).toEqual([]);
  });
});

it('a version between is kept where that of another update cannot be had', async () => {
  const tool = (version: string, more: object = {}) => ({ name: 'tool', version, ...more });
  const secz = (version: string) => ({ name: 'secz', version });
  await define({ hold: ['major'] });
  await publish(
    ...[web('1.0', { depends: ['libz', 'secz', 'tool'] }), libz('1.0'), secz('1.0')],
    ...[tool('1.0', { depends: ['gone'] }), { name: 'gone', version: '1' }],
  );
  const newer = ['1.1', '2.0'].map((version) => ({ ...libz(version), depends: ['tool'] }));
  const seczs = ['1.0', '1.1', '2.0'].map(secz);
  await publish(web('1.1', { depends: ['libz', 'secz'] }), libz('1.0'), ...newer, tool('2.0'), ...seczs);
  expect(await has()).toBe('libz 1.0, secz 1.1, web 1.1');
});
