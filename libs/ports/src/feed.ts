import type { Recorded } from '@quench/kernel';
import type { Head } from './event-store.js';
import type { Tx } from './transaction.js';

/** How far a consumer is in one producer's log. */
export interface Cursor {
  readonly consumer: string;
  readonly producer: string;
  readonly epoch: number;
  readonly seq: number;
}

/**
 * Port. One producer's log as other services see it. Delivery may lose, double and reorder; `pull` answers truly, so a
 * consumer repairs what it misses and passes over what it has.
 */
export abstract class Feed {
  /** At most `limit` events after `after`, contiguous and in order; fewer where they are large, but at least one there is. */
  abstract pull(producer: string, after: Head, limit: number): Promise<readonly Recorded[]>;

  /** The end of the producer's log, so that a lost tail shows. */
  abstract head(producer: string): Promise<Head>;

  /** Calls back with events as they come, in any order and number. Answers a function that ends the subscription. */
  abstract subscribe(producer: string, deliver: (events: readonly Recorded[]) => void): () => void;
}

/** Port. Where consumers stand, moved only together with their effect. */
export abstract class Cursors {
  abstract get(consumer: string, producer: string): Promise<Cursor>;

  /** Gives a consumer that has no place the one before the first number. Answers whether it had none. */
  abstract begin(consumer: string, producer: string, tx: Tx): Promise<boolean>;

  /** Compare-and-set. False: another instance has moved it, it was dropped, or it never began; roll back. */
  abstract move(from: Cursor, to: Head, tx: Tx): Promise<boolean>;

  /** Forgets a consumer's place, as that of an older version of a projection. */
  abstract drop(cursor: Cursor, tx: Tx): Promise<void>;

  abstract list(): Promise<readonly Cursor[]>;

  /**
   * The places of all versions of a projection, `<name>@<version>`. Until the transaction ends nobody else is told: who comes
   * meanwhile waits, or is sent away with a TransientFault.
   */
  abstract hold(name: string, tx: Tx): Promise<readonly Cursor[]>;
}

/** An event that a consumer could not digest; later events of its key wait behind it. */
export interface Parked {
  readonly consumer: string;
  readonly producer: string;
  readonly key: string;
  readonly epoch: number;
  readonly seq: number;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
}

/** An entry to park. */
export type Unparked = Omit<Parked, 'parkedAt'> & Partial<Pick<Parked, 'parkedAt'>>;

/** How many events of one producer a consumer has parked; at least one. */
export interface ParkedCount extends Pick<Parked, 'consumer' | 'producer'> {
  readonly events: number;
  /** When the oldest was parked. */
  readonly since: string;
}

/** Port. Parked keys of one service's consumers. */
export abstract class Parking {
  abstract isParked(consumer: string, producer: string, key: string): Promise<boolean>;
  /** @param entry since now, unless it says since when; one that is parked already keeps its time */
  abstract park(entry: Unparked, tx: Tx): Promise<void>;
  /** Oldest first; at most `limit`. */
  abstract list(limit: number): Promise<readonly Parked[]>;
  /** All of them by consumer and producer; nothing for those that have none. */
  abstract counts(): Promise<readonly ParkedCount[]>;
  /**
   * The first entry of each key that a consumer has parked, by key: at most `limit`, of the keys after `after`; all keys
   * come after the empty one.
   */
  abstract firsts(consumer: string, producer: string, after: string, limit: number): Promise<readonly Parked[]>;
  /** The first parked events of a key in order, for a new try; at most `limit`. */
  abstract entries(consumer: string, producer: string, key: string, limit: number): Promise<readonly Parked[]>;
  /** Whether it was still parked: of several who release one entry, one is told so, and the others wait for its end. */
  abstract release(entry: Parked, tx: Tx): Promise<boolean>;
  /** Forgets all that a consumer has parked, as that of an older version of a projection. */
  abstract drop(consumer: string, producer: string, tx: Tx): Promise<void>;
}
