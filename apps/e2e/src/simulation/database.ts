import type { Appended } from '@quench/kernel';
import {
  InMemoryCursors,
  InMemoryEvents,
  InMemoryEventStore,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryWorkQueue,
  type InMemoryTx,
} from '@quench/testing';
import { Ledger } from './ledger.js';
import type { Life } from './life.js';
import type { TimelineClock } from './timeline-clock.js';

/** An open transaction, and what its commit will make known. */
export interface OpenTx {
  readonly inside: InMemoryTx;
  readonly life: Life;
  /** Effects of consumers, by consumer and event. */
  readonly noted: { readonly consumer: string; readonly eventId: string }[];
  readonly appended: Appended[];
}

/** What of one service outlives its processes: its tables, and a ledger of what happened to them. */
export class Database {
  readonly ledger = new Ledger();
  readonly queue: InMemoryWorkQueue;
  readonly models = new InMemoryReadModels();
  readonly cursors = new InMemoryCursors();
  readonly parking: InMemoryParking;
  readonly store: InMemoryEventStore;
  /** Transactions that have not ended. */
  readonly open = new Map<InMemoryTx, OpenTx>();

  constructor(
    readonly service: string,
    clock: TimelineClock,
  ) {
    this.queue = new InMemoryWorkQueue(clock);
    this.parking = new InMemoryParking(clock);
    this.store = new InMemoryEventStore({ producer: `${service}/0.0.0`, events: new InMemoryEvents(clock) });
  }

  /** As a server does when a session is gone, or idle in its transaction for too long. */
  rollBackOf(life: Life): void {
    for (const tx of [...this.open.values()]) {
      if (tx.life !== life) continue;
      this.open.delete(tx.inside);
      tx.inside.end('rollback');
    }
  }
}
