import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  type LockDocument,
  type LockResolved,
  type ResolutionFailed,
  type UpdateDelayed,
  type UpdateSettled,
} from '@quench/contracts';
import { Documents, requestContext } from '@quench/ports';
import { somebody } from '../builder-world.fixture.js';
import { DecideUpdate } from './decide-update.handler.js';
import { DelaysResync } from './delays.resync.js';
import { Holds } from './hold-queries.handler.js';
import { givenUpdates, libz, line, SECURITY, web } from './updates-world.fixture.js';

const DAY_MS = 86_400_000;
const { builder, define, publish, publishFor, held, told, has, decide } = givenUpdates();
const BOTH = ['linux/amd64', 'linux/arm64'];
type Releases = Parameters<typeof builder.world.publish>[0];

describe('an update that a rule holds', () => {
  it('stays out, and everything else flows', async () => {
    await define({ hold: ['major'] }, { owner: 'the web team' });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1'), libz('2.0', 'CVE-2026-0001'));
    expect(await has()).toBe('libz 1.0, web 1.1');
    const [{ seen, deadline, ...only } = { seen: undefined, deadline: undefined }, ...others] = await held();
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      ...{ ...line, name: 'libz', from: '1.0', to: '2.0', step: 'major', urgent: false, rule: 'hold: major' },
      ...{ owner: 'the web team', fixed: ['CVE-2026-0001'] },
      packages: [{ name: 'libz', from: '1.0', to: '2.0', requiredBy: 'web' }],
    });
    expect(seen).toMatchObject({ source: { suite: 'trixie' } });
    expect(Date.parse(deadline ?? '')).toBe(Date.parse(builder.world.clock.now()) + 14 * DAY_MS);
  });

  it('tells what is in its packages otherwise than in those of the line', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0', { brings: { scripts: ['prerm'], setuid: ['usr/bin/su'] } }), libz('1.0'));
    const brings = { scripts: ['prerm', 'postinst'], setuid: ['usr/bin/su'], listeners: ['usr/sbin/webd'] };
    await publish(web('2.0', { brings }), libz('1.0'));
    expect((await held()).map(({ contents }) => contents)).toEqual([
      [
        {
          ...{ name: 'web', added: 0, removed: 0, changed: 1, paths: [] },
          scripts: [{ name: 'postinst', change: 'added' }],
          ...{ setuid: [], listeners: ['usr/sbin/webd'] },
        },
      ],
    ]);
  });

  it.each([
    ['new-script', 'scripts', 'postinst'],
    ['new-setuid', 'setuid', 'usr/bin/su'],
    ['new-listener', 'listeners', 'usr/sbin/webd'],
  ])('is one that brings what %s names, while one that brings nothing new flows', async (rule, kind, what) => {
    await define({ hold: [rule] });
    await publish(web('1.0'), libz('1.0', 'CVE-2026-0001'));
    await publish(web('2.0'), libz('1.1', 'CVE-2026-0001'));
    expect(await has()).toBe('libz 1.1, web 2.0');
    await publish(web('2.1'), { ...libz('1.2'), brings: { [kind]: [what] } });
    expect(await has()).toBe('libz 1.1, web 2.1');
    await publish(web('2.2'), { ...libz('1.3'), brings: { [kind]: [what] } });
    expect((await held()).map(({ to, rule: by }) => `${to} ${by}`)).toEqual([`1.2 hold: ${rule}`, `1.3 hold: ${rule}`]);
    await decide('Release', 'libz');
    expect(await has()).toBe('libz 1.3, web 2.2');
    await publish(web('2.2'), { ...libz('1.4'), brings: { [kind]: [what] } });
    expect(await has()).toBe('libz 1.4, web 2.2');
  });

  it('is in the lock as evidence, with the older snapshot that vouches for what stays', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1'), libz('2.0'));
    await publish(web('1.2'), libz('2.0'));
    const locks = await builder.world.facts<LockResolved>('LockResolved');
    const lock = await new Documents(builder.world.content).read<LockDocument>(locks.at(-1)?.lock ?? '');
    expect(lock).toMatchObject({ revision: 3, kept: [{ signed: locks[0]?.snapshots[0] }] });
    expect(lock.pins).toMatchObject([
      { name: 'libz', version: '1.0', offered: '2.0', because: 'hold', rule: 'hold: major' },
    ]);
  });

  it('is told once, however often it is looked at, and again when it is another one', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await publish(web('1.0'), libz('2.0'), { name: 'other', version: '1' });
    expect(await told()).toEqual(['LockResolved', 'UpdateHeld']);
    await publish(web('1.0'), libz('3.0'));
    expect((await held()).map(({ to }) => to)).toEqual(['2.0', '3.0']);
  });

  it('comes when a person releases it', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await decide('Release', 'libz', '2.0');
    expect(await has()).toBe('libz 2.0, web 1.0');
    expect(await told()).toEqual(['LockResolved', 'UpdateHeld', 'UpdateReleased', 'LockResolved', 'UpdateSettled']);
    expect(await builder.world.facts<UpdateSettled>('UpdateSettled')).toMatchObject([{ to: '2.0', outcome: 'taken' }]);
    expect(await builder.app.get(QueryBus).execute(new Holds())).toEqual([]);
  });

  it('stays out when a person rejects it, until a newer one comes, which is decided anew', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await decide('Reject', 'libz');
    await define({});
    await publish(web('1.1'), libz('2.0'));
    expect(await has()).toBe('libz 1.0, web 1.1');
    await publish(web('1.1'), libz('2.1'));
    expect(await has()).toBe('libz 2.1, web 1.1');
  });

  it('comes when the rule goes', async () => {
    await define({ hold: [{ package: 'libz' }] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('1.1'));
    expect(await has()).toBe('libz 1.0, web 1.0');
    await define({});
    expect(await has()).toBe('libz 1.1, web 1.0');
  });

  it('stands open no more when the archive takes it back', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await publish(web('1.0'), libz('1.0'));
    expect(await builder.world.facts<UpdateSettled>('UpdateSettled')).toMatchObject([{ outcome: 'withdrawn' }]);
  });

  it('does not hold back what the line has not had yet', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1', { depends: ['libz', 'new'] }), libz('1.0'), { name: 'new', version: '7' });
    expect(await has()).toBe('libz 1.0, new 7, web 1.1');
  });
});

it('an update is held and released once for all platforms, for which one version may be packaged differently', async () => {
  const of = (amd64: string, arm64: string): Releases => [
    ...[web('1.0'), { ...libz(amd64), only: 'linux/amd64' }],
    { ...libz(arm64), only: 'linux/arm64' },
  ];
  await define({ hold: [{ package: 'libz' }] }, { platforms: BOTH });
  await publishFor(BOTH, ...of('1.0', '1.0'));
  await publishFor(BOTH, ...of('2.0', '2.0.1'));
  expect(await held()).toMatchObject([{ to: '2.0', packages: [{ to: '2.0' }, { to: '2.0.1' }] }]);
  await decide('Release', 'libz');
  await publishFor(BOTH, ...of('2.0', '2.0.1'), { name: 'other', version: '1' });
  expect(await held()).toHaveLength(1);
  const [first, second, ...others] = await builder.world.facts<LockResolved>('LockResolved');
  expect([first?.revision, second?.revision, others.length]).toEqual([1, 2, 0]);
  const lock = await new Documents(builder.world.content).read<LockDocument>(second?.lock ?? '');
  const versions = lock.platforms.map(({ packages }) => packages.find(({ name }) => name === 'libz')?.version);
  expect(versions).toEqual(['2.0', '2.0.1']);
});

describe('an update that has to wait', () => {
  it('comes when it is old enough', async () => {
    await define({ cooldown: '3d' });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1'), libz('1.0'));
    const [delayed] = await builder.world.facts<UpdateDelayed>('UpdateDelayed');
    expect(delayed).toMatchObject({ name: 'web', to: '1.1', rule: 'cooldown: 3d' });
    expect(Date.parse(delayed?.until ?? '')).toBe(Date.parse(delayed?.seen.date ?? '') + 3 * DAY_MS);
    expect(await has()).toBe('libz 1.0, web 1.0');
    await builder.app.get(DelaysResync).run();
    await builder.world.settle();
    expect(await has()).toBe('libz 1.0, web 1.0');
    await builder.world.pass(Date.parse(delayed?.until ?? '') - Date.parse(builder.world.clock.now()));
    await builder.app.get(DelaysResync).run();
    await builder.world.settle();
    expect(await has()).toBe('libz 1.0, web 1.1');
  });

  it('is as old as the first snapshot that brought it, whatever comes after', async () => {
    await define({ cooldown: '3d' });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1'), libz('1.0'));
    await publish(web('1.1'), libz('1.0'), { name: 'other', version: '1' });
    await define({ cooldown: '4d' });
    const delayed = await builder.world.facts<UpdateDelayed>('UpdateDelayed');
    expect(delayed).toHaveLength(2);
    expect(new Set(delayed.map(({ seen }) => seen.date)).size).toBe(1);
  });

  it('does not where it fixes vulnerabilities', async () => {
    const distribution = { release: 'debian/trixie', pockets: ['release', 'security'] };
    builder.world.publish([{ name: 'quiet', version: '1' }], SECURITY);
    await builder.world.report(SECURITY);
    await define({ cooldown: '3d' }, { distribution });
    await publish(web('1.0'), libz('1.0'));
    builder.world.publish([libz('1.1')], SECURITY);
    await builder.world.report(SECURITY);
    expect(await has()).toBe('libz 1.1, web 1.0');
  });

  it('is released before its time', async () => {
    await define({ cooldown: '3d' });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1'), libz('1.0'));
    await decide('Release', 'web');
    expect(await has()).toBe('libz 1.0, web 1.1');
  });
});

it('what cannot be together with what is held back is told with what that is, and the lock stays', async () => {
  await define({ hold: [{ package: 'libz' }] });
  await publish(web('1.0'), { ...libz('1.0'), depends: ['gone'] }, { name: 'gone', version: '1' });
  await publish(web('1.1'), libz('1.1'));
  const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
  expect(failed).toMatchObject({ code: 'unsatisfiable', chain: ['web', 'libz', 'gone'] });
  expect(await has()).toBe('gone 1, libz 1.0, web 1.0');
  expect(await told()).toEqual(['LockResolved', 'ResolutionFailed', 'UpdateHeld']);
  await decide('Release', 'libz');
  expect(await has()).toBe('libz 1.1, web 1.1');
});

it('a decision about another version than the one that waits by now is refused', async () => {
  await define({ hold: ['major'] });
  await publish(web('1.0'), libz('1.0'));
  await publish(web('1.0'), libz('2.0'));
  const context = requestContext({ id: 'late', actor: somebody, at: builder.world.clock.now() });
  const [view] = await builder.app.get(QueryBus).execute(new Holds());
  const update = { ...line, purl: view?.purl ?? '', name: 'libz', version: '1.9', shown: undefined };
  const late = builder.app.get(CommandBus).execute(new DecideUpdate('Release', update, 'late', context));
  await expect(late).rejects.toMatchObject({ code: 'hold-moved' });
});
