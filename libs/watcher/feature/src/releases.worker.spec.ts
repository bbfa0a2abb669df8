import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { INestApplicationContext } from '@nestjs/common';
import { definitionStream, type PackageUnavailable, type ReleaseDiscovered } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { Service } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { PollSettings } from './pace.js';
import { Packages } from './packages.handler.js';
import { PollNow } from './poll-now.handler.js';
import { WatcherModule } from './watcher.module.js';
import { WatcherResync } from './watcher-resync.js';

const MINUTE = 60_000;
const policy = { intervalMs: 10 * MINUTE, maxBackOffMs: 20 * MINUTE };
/** Longer than what a question for a package waits for at most. */
const LATER = 70 * MINUTE;
const NODE = 'pkg:npm/node';

let world: ArchiveWorld;
let app: INestApplicationContext;

const follow = (image: string, packages: readonly string[] = [NODE]): Promise<void> =>
  world.tell('builder', definitionStream(image), {
    type: 'builder.DefinitionAccepted.v1',
    data: {
      ...{ image, edition: 1, definition: sha256(image), policy: sha256(image), distribution: 'debian/trixie' },
      ...{ pockets: ['release'], platforms: ['linux/amd64'], archives: [], packages },
    },
  });
const discovered = async (): Promise<readonly string[]> =>
  (await world.facts<ReleaseDiscovered>('ReleaseDiscovered')).map(({ purl }) => purl);

beforeEach(async () => {
  world = new ArchiveWorld('watcher');
  app = await world.open(WatcherModule, { provide: PollSettings, useValue: { policy } });
  world.registry.publish('node', '22.0.0');
});
afterEach(() => app.close());

describe('a package that a definition takes files of', () => {
  it('is followed at once, and what comes later is news', async () => {
    await follow('nodejs');
    await follow('web');
    expect(await world.recorded()).toEqual(['PackageFollowed']);
    world.registry.publish('node', '24.0.0', { publishedAt: '2026-01-01T00:00:00Z' });
    await world.pass(LATER);
    expect(await world.facts('ReleaseDiscovered')).toMatchObject([
      { purl: `${NODE}@24.0.0`, publishedAt: '2026-01-01T00:00:00Z' },
    ]);
    await world.pass(LATER);
    expect(await world.recorded()).toEqual(['PackageFollowed', 'ReleaseDiscovered']);
  });

  it('is asked for one sixth as often as an archive', async () => {
    await follow('nodejs');
    const [item] = await world.queue.list({ states: ['queued'], limit: 1 });
    const waitMs = Date.parse(item?.notBefore ?? '') - Date.parse(world.clock.now());
    expect(Math.round(waitMs / (20 * MINUTE))).toBe(3);
  });

  it('is asked for now when a person wants it', async () => {
    await follow('nodejs');
    world.registry.publish('node', '24.0.0');
    await app.get(CommandBus).execute(new PollNow(sha256('asked')));
    await world.settle();
    expect(await discovered()).toEqual([`${NODE}@24.0.0`]);
  });

  it('that was withdrawn is told', async () => {
    await follow('nodejs');
    world.registry.publish('node', '22.0.0', { state: 'withdrawn' });
    await world.pass(LATER);
    expect(await world.facts('ReleaseWithdrawn')).toMatchObject([{ purl: `${NODE}@22.0.0` }]);
  });

  it('of a registry that is down is told once, and found again', async () => {
    world.registry.down = true;
    await follow('nodejs');
    await world.pass(LATER);
    await world.pass(LATER);
    const trouble = (await world.facts<PackageUnavailable>('PackageUnavailable')).map(({ code }) => code);
    expect(trouble).toEqual(['registry-unreachable']);
    expect(await app.get(QueryBus).execute(new Packages())).toEqual([
      { purl: NODE, trouble: 'registry-unreachable: The registry does not answer' },
    ]);
    world.registry.down = false;
    await world.pass(2 * LATER);
    expect(await world.recorded()).toEqual(['PackageUnavailable', 'PackageRecovered', 'PackageFollowed']);
    expect(await app.get(QueryBus).execute(new Packages())).toEqual([{ purl: NODE, trouble: undefined }]);
  });

  it('of an ecosystem that nobody knows is told, and disturbs nothing', async () => {
    await follow('nodejs', [NODE, 'pkg:gem/rails']);
    expect(await world.facts('PackageUnavailable')).toMatchObject([
      { purl: 'pkg:gem/rails', code: 'ecosystem-unknown' },
    ]);
    expect(await world.facts('PackageFollowed')).toMatchObject([{ purl: NODE }]);
  });

  it('is no longer asked for when no definition takes it', async () => {
    await follow('nodejs');
    await follow('nodejs', []);
    await world.pass(LATER);
    expect(await world.queue.list({ states: ['queued'], limit: 10 })).toEqual([]);
  });

  it('is followed although every message was lost', async () => {
    const { projections, workers } = app.get(Service);
    world.start({ name: 'watcher', projections, workers, reactors: [], resyncs: [], gauges: [] });
    await follow('nodejs');
    expect(await world.recorded()).toEqual([]);
    await app.get(WatcherResync).run();
    await world.settle();
    expect(await world.recorded()).toEqual(['PackageFollowed']);
  });
});
