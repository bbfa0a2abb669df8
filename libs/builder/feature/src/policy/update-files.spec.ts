import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { shownDigest } from '@quench/builder-domain';
import type { UpdateDelayed } from '@quench/contracts';
import { DelaysResync } from './delays.resync.js';
import { givenUpdates, libz, web } from './updates-world.fixture.js';

const HOUR_MS = 3_600_000;
const { builder, define, publish, held, told, has, decide } = givenUpdates();
const brings = { setuid: ['usr/bin/su'] };

describe('a package that comes in by an update', () => {
  it.each([
    ['new-script', { scripts: ['postinst'] }, { scripts: [{ name: 'postinst', change: 'added' }] }],
    ['new-setuid', { setuid: ['usr/bin/su'] }, { setuid: ['usr/bin/su'] }],
    ['new-listener', { listeners: ['usr/sbin/webd'] }, { listeners: ['usr/sbin/webd'] }],
  ])('is looked into where a rule is %s, whatever it is built from', async (rule, what, contents) => {
    const tool = { name: 'tool', version: '1.1', brings: what };
    await define({ hold: [rule] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), { ...libz('1.1'), depends: ['tool'] }, { ...tool, source: 'libz' });
    expect(await has()).toBe('libz 1.0, web 1.0');
    const other = { name: 'other', version: '7', depends: ['tool'] };
    await publish(web('1.1', { depends: ['libz', 'other'] }), libz('1.0'), other, tool);
    expect(await has()).toBe('libz 1.0, web 1.0');
    const found = await held();
    expect(found.map(({ name, rule: by }) => `${name} ${by}`)).toEqual([`libz hold: ${rule}`, `web hold: ${rule}`]);
    expect(found[1]?.packages.map(({ name }) => name)).toEqual(['web']);
    expect(found[1]?.contents).toMatchObject([{ name: 'web' }, { name: 'other' }, { name: 'tool', ...contents }]);
    await decide('Release', 'web');
    expect(await has()).toBe('libz 1.0, other 7, tool 1.1, web 1.1');
  });

  it('is looked into where a library changes its name, too', async () => {
    await define({ hold: ['new-setuid'] });
    await publish(web('1.0', { depends: ['libz1'] }), { name: 'libz1', version: '1', source: 'z' });
    await publish(web('1.0-1', { depends: ['libz2'] }), { name: 'libz2', version: '2', source: 'z', brings });
    expect(await has()).toBe('libz1 1, web 1.0');
    expect((await held()).map(({ name, rule }) => `${name} ${rule}`)).toContain('z hold: new-setuid');
  });

  it('is asked about again as other bytes', async () => {
    const tool = { name: 'tool', version: '1', brings: { setuid: ['usr/bin/looked-at'] } };
    const other = { ...tool, brings: { setuid: ['usr/bin/never-shown'] } };
    await define({ hold: ['new-setuid'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.1', { depends: ['libz', 'tool'] }), libz('1.0'), tool);
    await publish(web('1.1', { depends: ['libz', 'tool'] }), libz('1.0'), other);
    const found = await held();
    expect(found.map(({ additions = [] }) => additions.map(({ name, to }) => `${name} ${to}`))).toEqual([
      ['tool 1'],
      ['tool 1'],
    ]);
    expect(found[1]?.contents).toContainEqual(expect.objectContaining(other.brings));
    expect(new Set(found.map(shownDigest)).size).toBe(2);
  });

  it('is not read where no rule asks for what is in it', async () => {
    const tool = { name: 'tool', version: '1', brings };
    await define({ hold: ['major'], cooldown: '3d' });
    await publish(web('1.0'), libz('1.0'));
    builder.world.publish([web('1.1', { depends: ['libz', 'tool'] }), { ...libz('2.0'), depends: ['tool'] }, tool]);
    builder.world.archive.lose('tool', '1');
    await builder.world.report();
    expect((await told()).toSorted()).toEqual(['LockResolved', 'UpdateDelayed', 'UpdateHeld']);
  });
});

describe('other bytes under the version that waits', () => {
  it('are asked about', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('2.0'));
    await publish(web('1.0'), { ...libz('2.0'), brings });
    expect((await held()).map(({ to, contents }) => [to, contents?.[0]?.setuid])).toEqual([
      ['2.0', []],
      ['2.0', brings.setuid],
    ]);
    await decide('Release', 'libz', '2.0');
    expect(await has()).toBe('libz 2.0, web 1.0');
  });

  it('are not let in by what was said of the former ones', async () => {
    await define({ hold: ['major'] });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), { ...libz('2.0'), depends: ['gone'] }, { name: 'gone', version: '1' });
    builder.world.archive.lose('gone', '1');
    await decide('Release', 'libz', '2.0').catch(() => undefined);
    await publish(web('1.0'), { ...libz('2.0'), brings });
    expect(await has()).toBe('libz 1.0, web 1.0');
    expect(await held()).toHaveLength(2);
  });

  it('are as new as they are', async () => {
    await define({ cooldown: '3d' });
    await publish(web('1.0'), libz('1.0'));
    await publish(web('1.0'), libz('1.1'));
    const [delayed] = await builder.world.facts<UpdateDelayed>('UpdateDelayed');
    const left = Date.parse(delayed?.until ?? '') - Date.parse(builder.world.clock.now());
    await builder.world.pass(left - HOUR_MS);
    await publish(web('1.0'), { ...libz('1.1'), brings });
    await builder.world.pass(HOUR_MS);
    await builder.app.get(DelaysResync).run();
    await builder.world.settle();
    expect(await has()).toBe('libz 1.0, web 1.0');
  });
});

it('what was rejected stays out when the package whose version named it leaves the image', async () => {
  const lvm = (version: string) => ({ name: 'lvm', version });
  const dm = (version: string) => ({ name: 'dm', version, source: 'lvm' });
  await define({ hold: ['major'] });
  await publish(web('1.0', { depends: ['lvm', 'dm'] }), lvm('1.0'), dm('11.0'));
  await publish(web('1.0', { depends: ['lvm', 'dm'] }), lvm('2.0'), dm('12.0'));
  expect(await held()).toMatchObject([{ name: 'lvm', to: '2.0', packages: [{ to: '12.0' }, { to: '2.0' }] }]);
  await decide('Reject', 'lvm');
  await define({});
  expect(await has()).toBe('dm 11.0, lvm 1.0, web 1.0');
  await publish(web('1.1', { depends: ['dm'] }), lvm('2.0'), dm('12.0'));
  expect(await has()).toBe('dm 11.0, web 1.1');
});

it('what was rejected stays out although it was not offered for a while, also of another source', async () => {
  const next = { ...libz('2.0'), source: 'zlib-ng' };
  await define({ hold: ['major'] });
  await publish(web('1.0'), libz('1.0'));
  await publish(web('1.0'), next);
  await decide('Reject', 'zlib-ng');
  await publish(web('1.0'), libz('1.0'));
  await define({});
  await publish(web('1.1'), next);
  expect(await has()).toBe('libz 1.0, web 1.1');
});
