import 'reflect-metadata';
import { readModelsContract, startPostgres, type SampleRow, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { inTx, openDatabase, withClient, type Database } from '../database/index.js';
import { PgReadModels, PgReadModelWriter } from './index.js';

@Entity('sample_row')
class SampleEntity implements SampleRow {
  @PrimaryColumn('text') key: string;
  @Column('text') image: string;
  @Column('int') revision: number;
  @Column('boolean') frozen: boolean;
  @Column('bigint') sizeBytes: number;
  @Column('timestamptz', { nullable: true }) movedAt?: string;
  @Column('jsonb') labels: SampleRow['labels'];
  @Column('jsonb', { nullable: true }) note?: string | { readonly text: string };
}

/** As an older version knows its table, in which `origin` is unknown to it. */
@Entity('grown_row')
class GrownEntity {
  @PrimaryColumn('text') key: string;
  @Column('text') image: string;
}

class SampleMigration implements MigrationInterface {
  readonly name = 'Sample1767225600000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sample_row (note jsonb, key text PRIMARY KEY, image text NOT NULL,
      revision int NOT NULL, frozen boolean NOT NULL, size_bytes bigint NOT NULL, moved_at timestamptz(3),
      labels jsonb NOT NULL)`);
    await runner.query(`CREATE TABLE grown_row (key text PRIMARY KEY, origin text NOT NULL DEFAULT 'unknown',
      image text NOT NULL)`);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

let server: TestPostgres | undefined;
let database: Database | undefined;

beforeAll(async () => {
  server = await startPostgres();
  const { user, password } = server;
  const rest = {
    entities: [SampleEntity, GrownEntity],
    migrations: [SampleMigration],
    poolSize: 4,
    rolePassword: 'secret',
  };
  database = await openDatabase({ ...server, admin: { user, password }, service: 'distributor', ...rest });
}, 60_000);

afterAll(async () => {
  await database?.close();
  await server?.stop();
});

const opened = (): Database => {
  if (database === undefined) throw new Error('The database did not open');
  return database;
};
const entities = [{ model: 'sample', entity: SampleEntity }];

readModelsContract(async () => {
  await withClient(opened(), (client) => client.query('DELETE FROM sample_row'));
  return {
    readModels: new PgReadModels(opened(), entities),
    writer: new PgReadModelWriter(opened(), entities),
    transactor: opened().transactor,
    dispose: () => undefined,
  };
});

it('refuses a row with a property that has no column, and a model without an entity', async () => {
  const writer = new PgReadModelWriter(opened(), entities);
  const stray = opened().transactor.run((tx) => writer.write('sample', new Map([['a', { colour: 'red' }]]), tx));
  await expect(stray).rejects.toThrow('no column for colour');
  await expect(new PgReadModels(opened(), []).get('sample', 'a')).rejects.toThrow('No entity keeps the rows of sample');
});

it('keeps a row whose text PostgreSQL would refuse', async () => {
  const writer = new PgReadModelWriter(opened(), entities);
  const row = { image: 'a\0b', revision: 1, frozen: false, sizeBytes: 1, labels: [{ name: '\0', values: [] }] };
  await opened().transactor.run((tx) => writer.write('sample', new Map([['nul', row]]), tx));
  expect(await new PgReadModels(opened(), entities).get('sample', 'nul')).toMatchObject({ image: 'a\uFFFDb' });
});

it('holds a row that was read in a transaction until that ends', async () => {
  const writer = new PgReadModelWriter(opened(), entities);
  const row = { image: 'held', revision: 1, frozen: false, sizeBytes: 1, labels: [] };
  const write = (revision: number) =>
    opened().transactor.run(async (tx) => {
      await inTx(tx).client.query(`SET LOCAL lock_timeout = '100ms'`);
      await writer.write('sample', new Map([['held', { ...row, revision }]]), tx);
    });
  await write(1);
  await opened().transactor.run(async (tx) => {
    await new PgReadModels(opened(), entities).hold([{ model: 'sample', key: 'held' }], tx);
    await expect(write(2)).rejects.toThrow('lock timeout');
  });
  await write(2);
  expect(await new PgReadModels(opened(), entities).get('sample', 'held')).toMatchObject({ revision: 2 });
});

it('writes rows of a table that a newer version gave a column, and leaves that column alone', async () => {
  const query = async (text: string): Promise<readonly object[]> =>
    (await withClient(opened(), (client) => client.query<object>(text))).rows;
  const writer = new PgReadModelWriter(opened(), [{ model: 'grown', entity: GrownEntity }]);
  const write = (image: string) =>
    opened().transactor.run((tx) => writer.write('grown', new Map([['a', { image }]]), tx));
  await write('nginx');
  expect(await query('SELECT * FROM grown_row')).toEqual([{ key: 'a', image: 'nginx', origin: 'unknown' }]);
  await query(`UPDATE grown_row SET origin = 'told'`);
  await write('redis');
  expect(await query('SELECT * FROM grown_row')).toEqual([{ key: 'a', image: 'redis', origin: 'told' }]);
});
