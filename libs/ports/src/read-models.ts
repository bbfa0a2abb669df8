import type { RowChanges } from '@quench/kernel';
import type { Tx } from './transaction.js';

/** Port. The rows that projections keep. A model is named by its projection. */
export abstract class ReadModels {
  /** @param tx reads in this transaction; a row that is found stays as it is until that ends */
  abstract get<Row>(model: string, key: string, tx?: Tx): Promise<Row | undefined>;

  /**
   * Rows whose columns equal those of `where`, by key; at most `limit`, which callers choose above what can exist or
   * page with `after`.
   */
  abstract list<Row extends object>(
    model: string,
    query: { readonly where?: Partial<Row>; readonly after?: string; readonly limit: number },
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
