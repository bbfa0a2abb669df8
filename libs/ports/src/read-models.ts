import type { RowChanges } from '@quench/kernel';
import type { Tx } from './transaction.js';

/** How many rows `each` reads at a time. */
export const PAGE_ROWS = 500;

/** Which rows of a model. */
export interface RowQuery<Row extends object> {
  /** Those whose columns equal these. */
  readonly where?: Partial<Row>;
  /** Those whose column, one of texts, has any of these values. */
  readonly among?: { readonly column: keyof Row & string; readonly values: readonly string[] };
  /** Those whose key comes after this one. */
  readonly after?: string;
  readonly limit: number;
}

/** A row of a model. */
export interface RowName {
  readonly model: string;
  readonly key: string;
}

/** Port. The rows that projections keep. A model is named by its projection. */
export abstract class ReadModels {
  abstract get<Row>(model: string, key: string): Promise<Row | undefined>;

  /** Some rows, of any models and in this order, in one question; those that are found stay as they are until `tx` ends. */
  abstract hold(rows: readonly RowName[], tx: Tx): Promise<readonly (object | undefined)[]>;

  /** Those of the rows that exist, by key, in one question. */
  abstract getMany<Row extends object>(model: string, keys: readonly string[]): Promise<ReadonlyMap<string, Row>>;

  /**
   * All rows whose columns equal those of `where`, and are `among` some, by key, however many; read page by page as they are
   * asked for. A row that is written meanwhile is seen or not, never twice.
   */
  async *each<Row extends object>(
    model: string,
    where: Partial<Row> = {},
    among?: RowQuery<Row>['among'],
  ): AsyncGenerator<{ readonly key: string; readonly row: Row }, void, undefined> {
    for (let after = ''; ;) {
      const page = await this.list<Row>(model, { where, ...(among && { among }), after, limit: PAGE_ROWS });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS) return;
      after = last.key;
    }
  }

  /** Rows that fulfil all that is asked, by key; at most `limit`. */
  abstract list<Row extends object>(
    model: string,
    query: RowQuery<Row>,
  ): Promise<readonly { readonly key: string; readonly row: Row }[]>;
}

/** Port. How the runner of projections keeps their rows. Rows are plain data, read back equal to what was written. */
export abstract class ReadModelWriter {
  /** Those of the rows that exist. */
  abstract load<Row extends object>(model: string, keys: readonly string[], tx: Tx): Promise<ReadonlyMap<string, Row>>;

  /** Writes whole rows; `undefined` deletes the row. */
  abstract write<Row extends object>(model: string, changes: RowChanges<Row>, tx: Tx): Promise<void>;

  /** Deletes all rows of a model. */
  abstract clear(model: string, tx: Tx): Promise<void>;
}
