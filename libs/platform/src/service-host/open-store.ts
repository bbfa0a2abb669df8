import type { Log } from '@quench/ports';
import type { Database } from '../database/index.js';
import { PgEventStore, Sequencer } from '../event-store/index.js';

/** A service's events, and what numbers them. */
export interface ServiceStore {
  readonly database: Database;
  readonly store: PgEventStore;
  readonly sequencer: Sequencer;
}

/** Opens a service's events, so that others can read its feed. @param version of the product, as the events name it */
export function openStore(database: Database, version: string, log: Log): ServiceStore {
  const { service } = database;
  const sequencer = new Sequencer(database, {
    onFault: (fault) => log.warn('sequencer-fault', { service, reason: String(fault) }),
  });
  const store = new PgEventStore(database, {
    producer: `${service}/${version}`,
    wake: () => sequencer.wake(),
  });
  return { database, store, sequencer };
}
