import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { definitionStream } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { Service, type WorkRow } from '@quench/ports';
import { ArchiveWorld } from '@quench/testing';
import { PollSettings } from './pace.js';
import { WatcherModule } from './watcher.module.js';
import { WatcherResync } from './watcher-resync.js';

const MINUTE = 60_000;
const policy = { intervalMs: 10 * MINUTE, maxBackOffMs: 80 * MINUTE };
const source = { ecosystem: 'deb', origin: 'Example', suite: 'trixie' };

let world: ArchiveWorld;
let app: INestApplicationContext;

/** Starts the service without its reactors: every message is lost. */
beforeEach(async () => {
  world = new ArchiveWorld('watcher');
  const settings = { provide: PollSettings, useValue: { policy } };
  app = await world.open(WatcherModule, settings);
  const { projections, workers } = app.get(Service);
  world.start({ name: 'watcher', projections, workers, reactors: [], resyncs: [], gauges: [] });
  world.publish([{ name: 'nginx', version: '1.0' }]);
});
afterEach(() => app.close());

const accept = (image: string): Promise<void> =>
  world.tell('builder', definitionStream(image), {
    type: 'builder.DefinitionAccepted.v1',
    data: {
      ...{ image, edition: 1, definition: sha256(image), policy: sha256(image), distribution: 'debian/trixie' },
      ...{ pockets: ['release'], platforms: ['linux/amd64'], archives: [source] },
    },
  });
const resync = async (): Promise<readonly WorkRow[]> => {
  await app.get(WatcherResync).run();
  await world.settle();
  return world.queue.list({ limit: 10 });
};

describe('resync of the watcher', () => {
  it('asks for nothing where nothing is followed', async () => {
    expect(await resync()).toStrictEqual([]);
  });

  it('polls an archive whose messages were lost, once for all definitions', async () => {
    await accept('nginx');
    await accept('redis');
    expect(await world.recorded()).toStrictEqual([]);
    expect(await resync()).toMatchObject([{ kind: 'poll', key: 'deb/Example/trixie', done: 1 }]);
    expect(await world.recorded()).toStrictEqual(['ArchiveSnapshotTaken']);
  });

  it('asks for nothing while a poll is planned', async () => {
    await accept('nginx');
    const planned = await resync();
    expect(await resync()).toStrictEqual(planned);
  });

  it('asks for nothing that nobody follows any more', async () => {
    await accept('nginx');
    await resync();
    const retired = { type: 'builder.DefinitionRetired.v1', data: { image: 'nginx', edition: 2 } };
    await world.tell('builder', definitionStream('nginx'), retired);
    await world.pass(20 * MINUTE);
    expect((await resync()).filter(({ state }) => state !== 'done')).toStrictEqual([]);
  });
});
