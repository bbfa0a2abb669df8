import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import type { EventLike } from '@quench/kernel';
import { distributorMigrations, distributorReadModels } from '@quench/distributor-data';
import { DistributorModule, MoveChannel, ThawChannel } from '@quench/distributor-feature';
import { inTx, openDatabase, withClient, type Database } from '@quench/platform/database';
import { everythingSequenced, PgEventStore, Sequencer } from '@quench/platform/event-store';
import { PgReadModels, PgReadModelWriter } from '@quench/platform/read-models';
import { PgWorkQueue, workMigrations } from '@quench/platform/work-queue';
import { EventStore, PublishedContent, ReadModels, Service, WorkQueue } from '@quench/ports';
import {
  ServiceRun,
  startPostgres,
  StoryWorld,
  type LineStory,
  type StoryImage,
  type TestPostgres,
} from '@quench/testing';

const HANG_MS = 120_000;
const latest = { repository: 'nginx', tag: 'latest' };

let server: TestPostgres;
let database: Database;
let sequencer: Sequencer;
let app: INestApplicationContext;
let run: ServiceRun;
let story: LineStory;
const world = new StoryWorld();

beforeAll(async () => {
  server = await startPostgres();
  const { user, password } = server;
  const entities = distributorReadModels.map(({ entity }) => entity);
  const migrations = [...workMigrations, ...distributorMigrations];
  const rest = { service: 'distributor', rolePassword: 'secret', entities, migrations };
  database = await openDatabase({ ...server, ...rest, admin: { user, password }, poolSize: 4 });
  sequencer = new Sequencer(database, { pollMs: 20 });
  sequencer.start();
  const store = new PgEventStore(database, { producer: 'distributor/0.0.0' });
  const queue = new PgWorkQueue(database);
  app = await Test.createTestingModule({ imports: [world.ports(), DistributorModule] })
    .overrideProvider(EventStore)
    .useValue(store)
    .overrideProvider(WorkQueue)
    .useValue(queue)
    .overrideProvider(ReadModels)
    .useValue(new PgReadModels(database, distributorReadModels))
    .compile();
  await app.init();
  run = new ServiceRun(app.get(Service), {
    stores: { ...world.stores, distributor: store },
    models: { writer: new PgReadModelWriter(database, distributorReadModels) },
    queue,
    transactor: database.transactor,
  });
  story = world.story('nginx');
}, HANG_MS);

afterAll(async () => {
  await app.close();
  await sequencer.stop();
  await database.close();
  await server.stop();
});

/** Lets the distributor work until its own events have come round, too. */
async function settle(): Promise<void> {
  await run.settle();
  while (!(await everythingSequenced(database))) await sleep(20);
  await run.settle();
  while (!(await everythingSequenced(database))) await sleep(20);
  await run.settle();
}

const tell = async (...events: readonly EventLike[]): Promise<void> => {
  await world.tell(...events);
  await settle();
};
const build = (content: string): Promise<StoryImage> =>
  story.build(content, { bytes: Buffer.from(content), diffId: `sha256:${'0'.repeat(64)}` });
const resolve = (tag: string) => app.get(PublishedContent).resolve('nginx', tag);

describe('publishing on PostgreSQL', () => {
  it(
    'signs, attests and moves several channels in one transaction, rolls back and thaws',
    async () => {
      const [one, two] = [await build('one'), await build('two')];
      const tags = ['1', 'latest'];
      await tell(...(await story.accepted()), ...story.revision(1, one, tags), await story.approved(one));
      expect([await resolve('1'), await resolve('latest')]).toStrictEqual([one.index, one.index]);
      await tell(...story.revision(2, two, tags), await story.approved(two));
      expect([await resolve('1'), await resolve('latest')]).toStrictEqual([two.index, two.index]);
      await app.get(CommandBus).execute(new MoveChannel(latest, one.index, 'broken', world.context()));
      await settle();
      expect([await resolve('1'), await resolve('latest')]).toStrictEqual([two.index, one.index]);
      await app.get(CommandBus).execute(new ThawChannel(latest, world.context()));
      await settle();
      expect(await resolve('latest')).toBe(two.index);
      expect(await app.get(WorkQueue).list({ states: ['queued', 'running', 'dead'], limit: 10 })).toStrictEqual([]);
    },
    HANG_MS,
  );

  it(
    'looks at its records once more in the transaction that moves, and nobody changes them before that ends',
    async () => {
      const queue = app.get(WorkQueue);
      const wanted = { kind: 'publish', key: 'nginx/default/prod', fairKey: 'nginx' };
      await queue.enqueue([wanted], { causes: [], correlationId: 'test' });
      const claim = await queue.claim({ kind: wanted.kind, worker: 'test', leaseMs: HANG_MS });
      const worker = app.get(Service).workers.find(({ kind }) => kind === wanted.kind);
      if (claim === undefined || worker === undefined) throw new Error('Nothing to work on');
      await withClient(database, (client) => client.query('DELETE FROM channel'));
      const completion = await worker.work(claim, new AbortController().signal);
      if (typeof completion !== 'function') throw new Error('Nothing was to be published');
      const changeHead = () =>
        database.transactor.run(async (tx) => {
          await inTx(tx).client.query(`SET LOCAL lock_timeout = '100ms'`);
          await inTx(tx).client.query('UPDATE head SET revision = revision + 1');
        });
      await database.transactor.run(async (tx) => {
        await completion(tx);
        await expect(changeHead()).rejects.toThrow('lock timeout');
      });
      await changeHead();
      const again = database.transactor.run(async (tx) => completion(tx));
      await expect(again).rejects.toMatchObject({ code: 'records-changed' });
    },
    HANG_MS,
  );
});
