/** Port. The rows that projections keep. A model is named by its projection. */
export abstract class ReadModels {
  abstract get<Row>(model: string, key: string): Promise<Row | undefined>;

  /**
   * Rows whose columns equal those of `where`, by key; at most `limit`, which callers choose above what can exist or
   * page with `after`.
   */
  abstract list<Row extends object>(
    model: string,
    query: { readonly where?: Partial<Row>; readonly after?: string; readonly limit: number },
  ): Promise<readonly { readonly key: string; readonly row: Row }[]>;
}
