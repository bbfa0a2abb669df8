import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { distributorMigrations, distributorReadModels } from '@quench/distributor-data';
import { DistributorModule } from '@quench/distributor-feature';
import { openDatabase, type Database } from '@quench/platform/database';
import { PgReadModels, PgReadModelWriter } from '@quench/platform/read-models';
import { Service } from '@quench/ports';
import { startPostgres, StoryWorld, type TestPostgres } from '@quench/testing';

const HANG_MS = 120_000;
const LIMIT = 1_000;

let server: TestPostgres;
let database: Database;
let app: INestApplicationContext;
const world = new StoryWorld();

beforeAll(async () => {
  server = await startPostgres();
  const { user, password } = server;
  database = await openDatabase({
    ...server,
    admin: { user, password },
    service: 'distributor',
    rolePassword: 'secret',
    entities: distributorReadModels.map(({ entity }) => entity),
    migrations: distributorMigrations,
    poolSize: 2,
  });
  app = await Test.createTestingModule({ imports: [world.ports(), DistributorModule] }).compile();
  await app.init();
  world.start(app.get(Service));
  const story = world.story('nginx');
  const image = await story.build('a', { bytes: Buffer.from('layer'), diffId: `sha256:${'0'.repeat(64)}` });
  const told = [...(await story.accepted()), ...story.revision(1, image, ['1', 'latest']), await story.approved(image)];
  await world.tell(...told, story.locked(2, image, ['latest']), story.built(2, image));
}, HANG_MS);

afterAll(async () => {
  await app.close();
  await database.close();
  await server.stop();
});

describe("the distributor's read models", () => {
  it('are the same in PostgreSQL as in memory, row for row', async () => {
    const writer = new PgReadModelWriter(database, distributorReadModels);
    const models = new PgReadModels(database, distributorReadModels);
    for (const projection of app.get(Service).projections) {
      const store = world.stores[projection.producer as keyof typeof world.stores];
      for (const event of await store.range(0, LIMIT)) {
        if (!projection.types.includes(event.type)) continue;
        await database.transactor.run(async (tx) => {
          const rows = await writer.load<object>(projection.name, projection.keys(event), tx);
          await writer.write(projection.name, projection.apply(rows, event), tx);
        });
      }
      const rows = await models.list(projection.name, { limit: LIMIT });
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(await world.models.list(projection.name, { limit: LIMIT }));
    }
  });

  it('page tags in byte order', async () => {
    const models = new PgReadModels(database, distributorReadModels);
    const after = 'nginx:1.2.3-r1';
    const page = await models.list('distributor-tags', { where: { repository: 'nginx' }, after, limit: 2 });
    expect(page.map(({ key }) => key)).toStrictEqual(['nginx:1.2.3-r2', 'nginx:latest']);
  });
});
