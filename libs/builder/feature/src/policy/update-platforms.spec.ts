import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import type { UpdateDelayed } from '@quench/contracts';
import { DelaysResync } from './delays.resync.js';
import { givenUpdates, libz, web } from './updates-world.fixture.js';

const { builder, define, publishFor, held, decide, locked } = givenUpdates();
const BOTH = ['linux/amd64', 'linux/arm64'];
const HOUR_MS = 3_600_000;
const of = (amd64: string, arm64: string, more: object = {}) => [
  ...[web('1.0'), { ...libz(amd64), only: 'linux/amd64' }],
  { ...libz(arm64), only: 'linux/arm64', ...more },
];
const versions = async () =>
  (await locked()).platforms.map(({ packages }) => packages.find(({ name }) => name === 'libz')?.version);

it('what was rejected stays out of each platform, whatever another one gets', async () => {
  await define({ hold: ['major'] }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  await publishFor(BOTH, ...of('2.0', '2.0'));
  await decide('Reject', 'libz');
  await define({}, { platforms: BOTH });
  expect(await versions()).toEqual(['1.0', '1.0']);
  await publishFor(BOTH, ...of('2.1', '2.0'));
  expect(await versions()).toEqual(['1.0', '1.0']);
  await publishFor(BOTH, ...of('2.1', '2.1'));
  expect(await versions()).toEqual(['2.1', '2.1']);
});

it('an update is asked about again where another platform gets what nobody looked at', async () => {
  await define({ hold: ['major'] }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  await publishFor(BOTH, ...of('2.0', '2.0'));
  await publishFor(BOTH, ...of('2.0', '3.0'));
  expect((await held()).map(({ packages }) => packages.map(({ to }) => to))).toEqual([
    ['2.0', '2.0'],
    ['2.0', '3.0'],
  ]);
  await decide('Release', 'libz');
  expect(await versions()).toEqual(['2.0', '3.0']);
});

it('what was released for one platform lets no larger step into another', async () => {
  await define({ hold: ['major'] }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  const needy = of('2.0', '2.0').map((one) => (one.name === 'libz' ? { ...one, depends: ['gone'] } : one));
  await publishFor(BOTH, ...needy, { name: 'gone', version: '1' });
  builder.world.archive.lose('gone', '1');
  await decide('Release', 'libz').catch(() => undefined);
  expect(await versions()).toEqual(['1.0', '1.0']);
  await publishFor(BOTH, ...of('2.1', '3.0'));
  expect(await versions()).toEqual(['1.0', '1.0']);
  expect(await held()).toHaveLength(2);
});

it('an update is as old as the youngest of what it brings to any platform', async () => {
  await define({ cooldown: '3d' }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  await publishFor(BOTH, ...of('1.1', '1.1'));
  const [delayed] = await builder.world.facts<UpdateDelayed>('UpdateDelayed');
  const left = Date.parse(delayed?.until ?? '') - Date.parse(builder.world.clock.now());
  await builder.world.pass(left - HOUR_MS);
  await publishFor(BOTH, ...of('1.1', '1.2'));
  await builder.world.pass(HOUR_MS);
  await builder.app.get(DelaysResync).run();
  await builder.world.settle();
  expect(await versions()).toEqual(['1.0', '1.0']);
});

it('what an update brings to one platform alone is in the evidence, and what it brings to all is there once', async () => {
  await define({ hold: ['new-setuid'] }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  await publishFor(BOTH, ...of('1.1', '1.1', { brings: { setuid: ['usr/bin/su'] } }));
  const both = of('1.2', '1.2', { brings: { listeners: ['usr/sbin/webd'], setuid: ['usr/bin/su'] } });
  await publishFor(BOTH, ...both.map((one) => (one.name === 'libz' ? { ...both.at(-1), ...one } : one)));
  expect((await held()).map(({ contents }) => contents?.map(({ setuid }) => setuid))).toEqual([
    [[], ['usr/bin/su']],
    [['usr/bin/su']],
  ]);
});

it('files and what is in them name their platforms where those differ, and none where it is all of the line', async () => {
  const [amd64, arm64] = [['linux/amd64'], ['linux/arm64']];
  const named = async () =>
    (await held()).map(({ packages, contents }) => [packages, contents].map((all) => all?.map((one) => one.platforms)));
  await define({ hold: ['major'] }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  await publishFor(BOTH, ...of('2.0', '2.0', { brings: { setuid: ['usr/bin/su'] } }));
  await publishFor(BOTH, ...of('3.0', '1.0'));
  await publishFor(BOTH, ...of('4.0', '4.0'));
  await publishFor(BOTH, web('2.0'), ...of('1.0', '1.0').slice(1));
  expect(await named()).toEqual([
    [
      [amd64, arm64],
      [amd64, arm64],
    ],
    [[amd64], [amd64]],
    [[amd64, arm64], [undefined]],
    [[undefined], [undefined]],
  ]);
});

it.each([[['linux/amd64']], [BOTH]])('an update grows by as much on however many platforms: %j', async (platforms) => {
  const fat = (files: number, name: string) => ({
    brings: { listeners: Array.from({ length: files }, (_, at) => `${name} ${String(at)}`.padEnd(1000, 'x')) },
  });
  await define({ hold: [{ growth: '50%' }] }, { platforms });
  await publishFor(BOTH, web('1.0'), { ...libz('1.0'), ...fat(100, 'old') });
  await publishFor(BOTH, web('1.0'), { ...libz('1.1'), ...fat(800, 'new') });
  expect(await held()).toEqual([]);
});
