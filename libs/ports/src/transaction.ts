declare const opaque: unique symbol;

/** One open transaction of one service's database. Only adapters know what it is. */
export interface Tx {
  readonly [opaque]: 'tx';
}

/** Port. Everything done with the `tx` that it hands out is kept together or not at all. */
export abstract class Transactor {
  /** Commits when `work` resolves, rolls back when it rejects. Never retries by itself. */
  abstract run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}
