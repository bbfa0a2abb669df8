import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { UpdateDelayed } from '@quench/contracts';
import { DelaysResync } from './delays.resync.js';
import { givenUpdates, libz, web } from './updates-world.fixture.js';

const HOUR_MS = 3_600_000;
const { builder, define, publish, held, has, decide } = givenUpdates();
const brings = { setuid: ['usr/bin/su'] };

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
