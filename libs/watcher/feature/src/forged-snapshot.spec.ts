import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { archiveStream, definitionStream, type ArchiveSnapshotTaken } from '@quench/contracts';
import { digest, sha256 } from '@quench/kernel';
import { ArchiveWorld } from '@quench/testing';
import { PollSettings } from './pace.js';
import { WatcherModule } from './watcher.module.js';

const MINUTE = 60_000;
const policy = { intervalMs: 10 * MINUTE, maxBackOffMs: 80 * MINUTE };
const source = { ecosystem: 'deb', origin: 'Example', suite: 'trixie' };

let world: ArchiveWorld;
let app: INestApplicationContext;

beforeEach(async () => {
  world = new ArchiveWorld('watcher');
  const settings = { provide: PollSettings, useValue: { policy } };
  app = await world.open(WatcherModule, settings);
  world.publish([{ name: 'nginx', version: '1.0' }]);
  await world.tell('builder', definitionStream('nginx'), {
    type: 'builder.DefinitionAccepted.v1',
    data: {
      ...{ image: 'nginx', edition: 1, definition: sha256('d'), policy: sha256('p'), distribution: 'debian/trixie' },
      ...{ pockets: ['release'], platforms: ['linux/amd64'], archives: [source] },
    },
  });
});
afterEach(() => app.close());

const snapshots = (): Promise<readonly ArchiveSnapshotTaken[]> => world.facts('ArchiveSnapshotTaken');
const taken = async (): Promise<ArchiveSnapshotTaken> => (await snapshots()).at(-1) as ArchiveSnapshotTaken;
/** Writes a snapshot into the watcher's own log, as whoever has its role can. */
const forge = async (said: Partial<ArchiveSnapshotTaken>): Promise<void> => {
  const data = { ...(await taken()), date: '2099-01-01T00:00:00Z', ...said };
  await world.tell('watcher', archiveStream(source), { type: 'watcher.ArchiveSnapshotTaken.v1', data });
};

describe('a snapshot that the archive did not sign', () => {
  it('is disowned, and the archive told again as it is, although it is unchanged', async () => {
    const { signed } = await taken();
    await forge({ signed: sha256('forged') });
    await world.pass(20 * MINUTE);
    expect((await world.recorded()).slice(2)).toStrictEqual(['ArchiveSnapshotDisowned', 'ArchiveSnapshotTaken']);
    expect(await world.facts('ArchiveSnapshotDisowned')).toMatchObject([{ source, signed: sha256('forged') }]);
    expect(await taken()).toMatchObject({ signed, changes: { added: 0, updated: 0, removed: 0 } });
  });

  it('is disowned once, however often it was told, and the archive followed as before', async () => {
    for (const name of ['a', 'b', 'a']) await forge({ signed: sha256(name) });
    await world.pass(20 * MINUTE);
    world.publish([{ name: 'nginx', version: '1.1' }]);
    await world.pass(20 * MINUTE);
    expect((await world.recorded()).slice(4)).toStrictEqual([
      ...['ArchiveSnapshotDisowned', 'ArchiveSnapshotDisowned'],
      ...['ArchiveSnapshotTaken', 'ArchiveSnapshotTaken'],
    ]);
    expect(await taken()).toMatchObject({ changes: { updated: 1 } });
  });

  it('does not let the archive go back behind what it did sign', async () => {
    await forge({ signed: sha256('forged') });
    world.archive.publish({ ...source, date: '2025-12-31T00:00:00.000Z' }, []);
    await world.pass(20 * MINUTE);
    expect((await world.recorded()).slice(2)).toStrictEqual(['ArchiveSnapshotDisowned', 'ArchiveRejected']);
  });

  it('is disowned while the archive is away, and the archive told when it is back', async () => {
    await forge({ signed: sha256('forged') });
    world.archive.answer = { type: 'unreachable' };
    await world.pass(20 * MINUTE);
    expect((await world.recorded()).slice(2)).toStrictEqual(['ArchiveSnapshotDisowned', 'ArchiveUnreachable']);
    world.archive.answer = { type: 'well' };
    await world.pass(40 * MINUTE);
    expect((await world.recorded()).slice(4)).toStrictEqual(['ArchiveRecovered', 'ArchiveSnapshotTaken']);
  });
});

it('a snapshot that this process took itself is not read once more', async () => {
  const { signed } = await taken();
  world.content.damage(digest(signed), Buffer.from('other'));
  await world.pass(20 * MINUTE);
  expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken']);
});

it('a date that the signed index does not have is no floor', async () => {
  await forge({});
  world.publish([{ name: 'nginx', version: '1.1' }]);
  await world.pass(20 * MINUTE);
  expect((await world.recorded()).slice(2)).toStrictEqual(['ArchiveSnapshotTaken']);
});
