import type { RowChanges } from '@quench/kernel';
import { ReadModels, ReadModelWriter, type RowName, type RowQuery, type Tx } from '@quench/ports';
import type pg from 'pg';
import { inTx, withClient, type Database } from '../database/index.js';
import { planned } from './planned.js';
import { columnOf, fromRecord, statementsOf, tableOf, toRecord, type Table } from './table.js';

/** Which entity keeps the rows of a model. The model is named by its projection. */
export interface ReadModelEntity {
  readonly model: string;
  /** Has a text column `key` as its primary key, and a column for each property of a row; jsonb for nested values. */
  readonly entity: new () => object;
}

type Model = Table & { readonly sql: ReturnType<typeof statementsOf> };
interface Found {
  readonly key: string;
  readonly record: Record<string, unknown>;
}

class Models {
  private readonly models: ReadonlyMap<string, Model>;

  constructor(database: Database, entities: readonly ReadModelEntity[]) {
    this.models = new Map(
      entities.map(({ model, entity }) => {
        const table = tableOf(database.dataSource.getMetadata(entity));
        return [model, { ...table, sql: statementsOf(table) }];
      }),
    );
  }

  get(name: string): Model {
    const model = this.models.get(name);
    if (model === undefined) throw new Error(`No entity keeps the rows of ${name}: expected one in the composition`);
    return model;
  }
}

/** Rows of projections in tables whose shape TypeORM entities declare. */
export class PgReadModels extends ReadModels {
  private readonly models: Models;

  constructor(
    private readonly database: Database,
    entities: readonly ReadModelEntity[],
  ) {
    super();
    this.models = new Models(database, entities);
  }

  override async get<Row>(model: string, key: string): Promise<Row | undefined> {
    const table = this.models.get(model);
    const { rows } = await this.query(table.sql.load, [[key]]);
    return rows[0] === undefined ? undefined : fromRecord<Row>(table, rows[0].record);
  }

  override async hold(rows: readonly RowName[], tx: Tx): Promise<readonly (object | undefined)[]> {
    const tables = rows.map(({ model }) => this.models.get(model));
    const text = `SELECT ARRAY[${tables.map(({ sql }, at) => sql.held(`$${String(at + 1)}`)).join(', ')}]::jsonb[] AS records`;
    const keys = rows.map(({ key }) => key);
    const answer = await inTx(tx).client.query<{ readonly records: readonly (Found['record'] | null)[] }>(
      planned(text, keys),
    );
    const records = answer.rows[0]?.records ?? [];
    return tables.map((table, at) => {
      const record = records[at] ?? null;
      return record === null ? undefined : fromRecord<object>(table, record);
    });
  }

  override async getMany<Row extends object>(
    model: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    const table = this.models.get(model);
    const { rows } = await this.query(table.sql.load, [keys]);
    return new Map(rows.map(({ key, record }) => [key, fromRecord<Row>(table, record)]));
  }

  override async list<Row extends object>(
    model: string,
    { where = {}, among, after = '', limit }: RowQuery<Row>,
  ): Promise<readonly { readonly key: string; readonly row: Row }[]> {
    const table = this.models.get(model);
    const record = toRecord(table, '', where);
    const wanted = table.columns.filter(({ name }) => record[name] !== null);
    const values = [
      ...(wanted.length === 0 ? [] : [JSON.stringify(record, storable)]),
      ...[after, limit],
      ...(among === undefined ? [] : [among.values.map((value) => storable('', value))]),
    ];
    // Without a condition the first parameter is not in the text, and PostgreSQL wants it to be.
    const text = table.sql.list(wanted, among === undefined ? undefined : columnOf(table, among.column));
    const { rows } = await this.query(wanted.length === 0 ? renumbered(text) : text, values);
    return rows.map(({ key, record: found }) => ({ key, row: fromRecord<Row>(table, found) }));
  }

  private query(text: string, values: unknown[]): Promise<pg.QueryResult<Found>> {
    return withClient(this.database, (client) => client.query<Found>(planned(text, values)));
  }
}

/** PostgreSQL's text and jsonb refuse U+0000, which a stranger's text may contain. */
const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;

const renumbered = (text: string): string => text.replaceAll('$2', '$1').replaceAll('$3', '$2').replaceAll('$4', '$3');

/** Writes what `PgReadModels` reads. */
export class PgReadModelWriter extends ReadModelWriter {
  private readonly models: Models;

  constructor(database: Database, entities: readonly ReadModelEntity[]) {
    super();
    this.models = new Models(database, entities);
  }

  override async load<Row extends object>(
    model: string,
    keys: readonly string[],
    tx: Tx,
  ): Promise<ReadonlyMap<string, Row>> {
    const table = this.models.get(model);
    const { rows } = await inTx(tx).client.query<Found>(planned(table.sql.load, [keys]));
    return new Map(rows.map(({ key, record }) => [key, fromRecord<Row>(table, record)]));
  }

  override async write<Row extends object>(model: string, changes: RowChanges<Row>, tx: Tx): Promise<void> {
    const table = this.models.get(model);
    const { client } = inTx(tx);
    const records: object[] = [];
    const removed: string[] = [];
    for (const [key, row] of changes) {
      if (row === undefined) removed.push(key);
      else records.push(toRecord(table, key, row));
    }
    if (removed.length > 0) await client.query(planned(table.sql.remove, [removed]));
    if (records.length > 0) await client.query(planned(table.sql.write, [JSON.stringify(records, storable)]));
  }

  override async clear(model: string, tx: Tx): Promise<void> {
    await inTx(tx).client.query(this.models.get(model).sql.clear);
  }
}
