import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { definitionStream, type ArchiveSnapshotTaken, type ArchiveSource } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { Documents } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { PollSettings } from './pace.js';
import { WatcherModule } from './watcher.module.js';

const MINUTE = 60_000;
const policy = { intervalMs: 10 * MINUTE, maxBackOffMs: 80 * MINUTE };
const main: ArchiveSource = { ecosystem: 'deb', origin: 'Example', suite: 'trixie' };

let world: ArchiveWorld;
let app: INestApplicationContext;

const follow = (image: string, archives = [main], platforms = ['linux/amd64']): Promise<void> =>
  world.tell('builder', definitionStream(image), {
    type: 'builder.DefinitionAccepted.v1',
    data: {
      ...{ image, edition: 1, definition: sha256(image), policy: sha256(image), distribution: 'debian/trixie' },
      ...{ pockets: ['release'], platforms, archives },
    },
  });
const retire = (image: string): Promise<void> =>
  world.tell('builder', definitionStream(image), {
    type: 'builder.DefinitionRetired.v1',
    data: { image, edition: 2 },
  });
const snapshots = (): Promise<readonly ArchiveSnapshotTaken[]> => world.facts('ArchiveSnapshotTaken');
/** Milliseconds until the next poll, without the tenth that polls are spread by. */
const waits = async (): Promise<number | undefined> => {
  const [item] = await world.queue.list({ states: ['queued'], limit: 1 });
  if (item === undefined) return undefined;
  return Math.round((Date.parse(item.notBefore) - Date.parse(world.clock.now())) / (10 * MINUTE)) * 10;
};

beforeEach(async () => {
  world = new ArchiveWorld('watcher');
  const settings = { provide: PollSettings, useValue: { policy } };
  app = await world.open(WatcherModule, settings);
  world.publish([{ name: 'nginx', version: '1.0' }]);
});
afterEach(() => app.close());

describe('an archive', () => {
  it('is polled as soon as a definition needs it, and then by the interval', async () => {
    await follow('nginx');
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken']);
    expect(await snapshots()).toMatchObject([{ source: main, freshness: 'checked', plugin: 'deb/1' }]);
    expect(await waits()).toBe(10);
  });

  it('that did not change is no news', async () => {
    await follow('nginx');
    await world.pass(20 * MINUTE);
    await world.pass(20 * MINUTE);
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken']);
    expect(await world.queue.list({ limit: 10 })).toMatchObject([{ state: 'queued', done: 3 }]);
  });

  it('that changed is told with what was added, updated and removed', async () => {
    await follow('nginx');
    world.publish([
      { name: 'nginx', version: '1.1' },
      { name: 'zlib', version: '1.0' },
    ]);
    await world.pass(20 * MINUTE);
    world.publish([{ name: 'zlib', version: '1.0' }]);
    await world.pass(20 * MINUTE);
    const changes = (await snapshots()).map((one) => one.changes);
    expect(changes).toMatchObject([
      { added: 1, updated: 0, removed: 0 },
      { added: 1, updated: 1, removed: 0 },
      { added: 0, updated: 0, removed: 1 },
    ]);
    expect(await new Documents(world.content).read(changes[1]?.list ?? '')).toStrictEqual({
      added: [{ name: 'zlib', to: '1.0' }],
      updated: [{ name: 'nginx', from: '1.0', to: '1.1' }],
      removed: [],
    });
  });

  it('that changed without being asked for starts a story of its own', async () => {
    await follow('nginx');
    for (const version of ['1.1', '1.2']) {
      world.publish([{ name: 'nginx', version }]);
      await world.pass(20 * MINUTE);
    }
    const found = await world.stores.watcher.range(0, 10);
    expect(found.map(({ type }) => type)).toEqual(found.map(() => 'watcher.ArchiveSnapshotTaken.v1'));
    expect(found.slice(1).map(({ causes }) => causes)).toEqual([[], []]);
    expect(new Set(found.map(({ correlationId }) => correlationId)).size).toBe(3);
  });

  it('that did not change is told again when another platform is wanted of it', async () => {
    await follow('nginx');
    await follow('redis', [main], ['linux/arm64']);
    await world.pass(20 * MINUTE);
    const told = (await snapshots()).map(({ signed, indexes }) => [signed, indexes.map(({ platform }) => platform)]);
    expect(told).toStrictEqual([
      [told[0]?.[0], ['linux/amd64']],
      [told[0]?.[0], ['linux/amd64', 'linux/arm64']],
    ]);
  });

  it('is read for the machines that test, whatever images are for', async () => {
    await follow('nginx', [main], ['linux/arm64']);
    const [told] = await snapshots();
    expect(told?.indexes.map(({ platform }) => platform)).toStrictEqual(['linux/amd64', 'linux/arm64']);
  });

  it('that two definitions need is polled once', async () => {
    await follow('nginx');
    await follow('redis');
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken']);
    expect(await world.queue.list({ limit: 10 })).toHaveLength(1);
    await retire('nginx');
    await world.pass(20 * MINUTE);
    expect(await waits()).toBe(10);
  });

  it('that nobody needs any more is not polled again, until somebody does', async () => {
    await follow('nginx');
    await retire('nginx');
    world.publish([{ name: 'nginx', version: '1.1' }]);
    await world.pass(20 * MINUTE);
    expect(await world.queue.list({ states: ['queued'], limit: 10 })).toStrictEqual([]);
    await world.pass(20 * MINUTE);
    expect(await snapshots()).toHaveLength(1);
    await follow('redis');
    expect(await snapshots()).toHaveLength(2);
  });

  it('is polled beside others, each with its own snapshot', async () => {
    const security = { ecosystem: 'deb', origin: 'Example-Security', suite: 'trixie-security' };
    world.publish([], security);
    await follow('nginx', [main, security]);
    expect((await snapshots()).map(({ source }) => source.suite).sort()).toStrictEqual(['trixie', 'trixie-security']);
  });

  it('that lacks its index is told with the reason', async () => {
    await follow('nginx', [{ ...main, suite: 'trixie-updates' }]);
    expect(await world.facts('ArchiveRejected')).toMatchObject([
      { code: 'malformed-response', source: { suite: 'trixie-updates' } },
    ]);
  });
});
