import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { definitionStream } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { ArchiveWorld } from '@quench/testing';
import { Archives } from './archives.handler.js';
import { PollSettings } from './pace.js';
import { PollNow } from './poll-now.handler.js';
import { WatcherModule } from './watcher.module.js';

const MINUTE = 60_000;
const policy = { intervalMs: 10 * MINUTE, maxBackOffMs: 80 * MINUTE };
const source = { ecosystem: 'deb', origin: 'Example', suite: 'trixie' };

let world: ArchiveWorld;
let app: INestApplicationContext;

const poll = async (): Promise<void> => {
  await app.get(CommandBus).execute(new PollNow('somebody'));
  await world.settle();
};
const follow = (image: string): Promise<void> =>
  world.tell('builder', definitionStream(image), {
    type: 'builder.DefinitionAccepted.v1',
    data: {
      ...{ image, edition: 1, definition: sha256(image), policy: sha256('p'), distribution: 'debian/trixie' },
      ...{ pockets: ['release'], platforms: ['linux/amd64'], archives: [source] },
    },
  });
const archives = () => app.get(QueryBus).execute(new Archives());
/** Milliseconds until the next poll, at least; polls are spread by a tenth. */
const waits = async (): Promise<number> => {
  const [item] = await world.queue.list({ states: ['queued'], limit: 1 });
  return (Date.parse(item?.notBefore ?? '') - Date.parse(world.clock.now())) / MINUTE;
};

beforeEach(async () => {
  world = new ArchiveWorld('watcher');
  const settings = { provide: PollSettings, useValue: { policy } };
  app = await world.open(WatcherModule, settings);
  world.publish([{ name: 'nginx', version: '1.0' }]);
  await follow('nginx');
});
afterEach(() => app.close());

describe('an archive in trouble', () => {
  it('that does not answer is told once, and asked ever more rarely', async () => {
    world.archive.answer = { type: 'unreachable' };
    const waited: number[] = [];
    for (let times = 0; times < 5; times++) {
      await poll();
      waited.push(Math.round((await waits()) / 20) * 20);
    }
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken', 'ArchiveUnreachable']);
    expect(waited).toStrictEqual([20, 40, 80, 80, 80]);
  });

  it('that answers again has recovered, is asked by the interval, and told when it changed meanwhile', async () => {
    world.archive.answer = { type: 'unreachable' };
    await poll();
    world.archive.answer = { type: 'well' };
    await poll();
    expect((await world.recorded()).slice(2)).toStrictEqual(['ArchiveRecovered']);
    expect(await waits()).toBeLessThanOrEqual(11);
    world.archive.answer = { type: 'unreachable' };
    await poll();
    world.archive.answer = { type: 'well' };
    world.publish([{ name: 'nginx', version: '1.1' }]);
    await poll();
    expect((await world.recorded()).slice(4)).toStrictEqual(['ArchiveRecovered', 'ArchiveSnapshotTaken']);
  });

  it('that wants fewer requests gets as few as it wants', async () => {
    world.archive.answer = { type: 'throttled', retryAfterMs: 300 * MINUTE };
    await poll();
    expect(await world.facts('ArchiveThrottled')).toStrictEqual([{ source, retryAfterMs: 300 * MINUTE }]);
    expect(await waits()).toBeGreaterThanOrEqual(300);
  });

  it('that wants fewer requests is left alone, whoever needs it', async () => {
    world.archive.answer = { type: 'throttled', retryAfterMs: 300 * MINUTE };
    await poll();
    world.archive.answer = { type: 'well' };
    world.publish([{ name: 'nginx', version: '1.1' }]);
    await follow('redis');
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken', 'ArchiveThrottled']);
    expect(await waits()).toBeGreaterThanOrEqual(300);
    await world.pass(400 * MINUTE);
    expect((await world.recorded()).slice(2)).toStrictEqual(['ArchiveRecovered', 'ArchiveSnapshotTaken']);
  });

  it('that somebody else signed is rejected, and its last snapshot stays', async () => {
    const [before] = await archives();
    world.publish([{ name: 'nginx', version: '6.6.6' }]);
    world.archive.answer = { type: 'forged' };
    await poll();
    await poll();
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken', 'ArchiveRejected']);
    expect(await world.facts('ArchiveRejected')).toMatchObject([{ code: 'not-authentic' }]);
    expect(await archives()).toMatchObject([
      { date: before?.date, trouble: 'rejected (not-authentic): no good signature by a trusted key' },
    ]);
  });

  it('that goes back in time is rejected', async () => {
    world.archive.publish({ ...source, date: '2025-12-31T00:00:00.000Z' }, []);
    await poll();
    expect((await world.recorded()).slice(1)).toStrictEqual(['ArchiveRejected']);
  });

  it('that is no longer valid is stale, once', async () => {
    world.publish([], { validUntil: '2026-01-01T01:00:00.000Z' });
    await poll();
    await world.pass(90 * MINUTE);
    await world.pass(90 * MINUTE);
    expect((await world.recorded()).slice(1)).toStrictEqual(['ArchiveSnapshotTaken', 'ArchiveStale']);
    expect(await archives()).toMatchObject([{ date: '2026-01-01T00:00:01.000Z' }]);
  });
});
