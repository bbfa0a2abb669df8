import type { RowChanges } from '@quench/kernel';
import { ReadModels, ReadModelWriter, type RowName, type RowQuery, type Tx } from '@quench/ports';
import { inMemoryTx } from '../transaction/in-memory-transactor.js';
import { RowLocks } from './row-locks.js';

type Rows = Map<string, object>;

/**
 * Rows as maps; copied in and out, so that nobody holds a stored one. A row that another open transaction reads or writes
 * is refused, not waited for.
 */
export class InMemoryReadModels extends ReadModels {
  readonly writer: ReadModelWriter;
  private readonly models = new Map<string, Rows>();
  private readonly locks = new RowLocks();

  constructor() {
    super();
    this.writer = new Writer((model) => this.rows(model), this.locks);
  }

  override async get<Row>(model: string, key: string): Promise<Row | undefined> {
    return structuredClone(this.rows(model).get(key)) as Row | undefined;
  }

  override async hold(rows: readonly RowName[], tx: Tx): Promise<readonly (object | undefined)[]> {
    return rows.map(({ model, key }) => {
      const row = this.rows(model).get(key);
      if (row !== undefined) this.locks.read(model, key, inMemoryTx(tx));
      return structuredClone(row);
    });
  }

  override async getMany<Row extends object>(
    model: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Row>> {
    return found(this.rows(model), keys);
  }

  override async list<Row extends object>(
    model: string,
    { where = {}, among, after = '', limit }: RowQuery<Row>,
  ): Promise<readonly { readonly key: string; readonly row: Row }[]> {
    return [...this.rows(model)]
      .filter(([key, row]) => (after === '' || key > after) && matches(row, where) && isAmong(row, among))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([key, row]) => ({ key, row: structuredClone(row) as Row }));
  }

  private rows(model: string): Rows {
    const rows = this.models.get(model) ?? new Map<string, object>();
    this.models.set(model, rows);
    return rows;
  }
}

const matches = (row: object, where: object): boolean =>
  Object.entries(where).every(([column, value]) => JSON.stringify(Reflect.get(row, column)) === JSON.stringify(value));

const isAmong = (row: object, among: { readonly column: string; readonly values: readonly string[] } | undefined) =>
  among === undefined || among.values.includes(String(Reflect.get(row, among.column)));

const found = <Row>(rows: Rows, keys: readonly string[]): ReadonlyMap<string, Row> =>
  new Map(keys.flatMap((key) => (rows.has(key) ? [[key, structuredClone(rows.get(key)) as Row]] : [])));

class Writer extends ReadModelWriter {
  constructor(
    private readonly rows: (model: string) => Rows,
    private readonly locks: RowLocks,
  ) {
    super();
  }

  override async load<Row extends object>(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    return found(this.rows(model), keys);
  }

  override async write<Row extends object>(model: string, changes: RowChanges<Row>, tx: Tx): Promise<void> {
    const copy = structuredClone(new Map(changes));
    for (const key of copy.keys()) this.locks.write(model, key, inMemoryTx(tx));
    inMemoryTx(tx).onCommit(() => {
      for (const [key, row] of copy) {
        if (row === undefined) this.rows(model).delete(key);
        else this.rows(model).set(key, row);
      }
    });
  }

  override async clear(model: string, tx: Tx): Promise<void> {
    inMemoryTx(tx).onCommit(() => this.rows(model).clear());
  }
}
