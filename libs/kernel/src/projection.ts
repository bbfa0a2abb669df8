import type { EventLike } from './decider.js';
import type { Recorded } from './recorded.js';

/** Rows of one read model by key; `undefined` deletes the row. */
export type RowChanges<Row> = ReadonlyMap<string, Row | undefined>;

/**
 * A read model as a pure fold. The runner owns storage, cursors and rebuilds, and writes rows and cursor in one
 * transaction.
 */
export interface Projection<Row, Event extends EventLike = EventLike> {
  /** Stable, kebab-case: it names the cursor. */
  readonly name: string;
  /** Raise it when `keys` or `apply` changes; the runner then rebuilds from the first event. */
  readonly version: number;
  /** The service whose feed it reads; a service's own name for its own log. */
  readonly producer: string;
  /** Event types that it reads; all others are passed over. */
  readonly types: readonly Event['type'][];
  /** The rows that `event` may touch; the runner loads them for `apply`. */
  keys(event: Recorded<Event>): readonly string[];
  /** The changed rows. `rows` holds those of `keys` that exist. Never throws. */
  apply(rows: ReadonlyMap<string, Row>, event: Recorded<Event>): RowChanges<Row>;
}
