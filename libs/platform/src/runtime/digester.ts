import type { Recorded } from '@quench/kernel';
import type { Cursor, Tx } from '@quench/ports';

/** Writes what events bring about. */
export type Effect = (tx: Tx) => Promise<void>;

/** What a consumer does with events; where it stands is its loop's business. */
export interface Digester {
  /** Names the cursor. */
  readonly consumer: string;
  readonly producer: string;
  readonly types: readonly string[];
  /** Where it begins when it is new; undefined: at the first event. */
  readonly begins?: 'now';
  /** Puts things in order before the first event, in the transaction that gives it a place; repeated after a fault. */
  begin(tx: Tx): Promise<void>;
  /** Finds out the effect of events, in order; it is written in the transaction that moves the cursor. */
  digest(events: readonly Recorded[]): Promise<Effect>;
  /** The producer lost events that were digested. True: all is undone and begins anew; false: goes on from there. */
  startOver(cursor: Cursor, tx: Tx): Promise<boolean>;
}
