declare const opaque: unique symbol;

/** One open transaction of one service's database. Only adapters know what it is. */
export interface Tx {
  readonly [opaque]: 'tx';
}

/**
 * When a commit outlives a crash of the database: `now`, or `later` and no longer than what is committed `now` afterwards.
 * `later` does not wait for the disk; it is for what is done again by itself when it is lost.
 */
export type Durability = 'now' | 'later';

/** Port. Everything done with the `tx` that it hands out is kept together or not at all. */
export abstract class Transactor {
  /** Commits when `work` resolves, rolls back when it rejects. Never retries by itself. @param durability `now` by default */
  abstract run<T>(work: (tx: Tx) => Promise<T>, durability?: Durability): Promise<T>;
}
