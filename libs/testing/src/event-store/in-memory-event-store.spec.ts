import { ManualClock } from '../clock/manual-clock.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { eventStoreContract, type EventStoreUnderTest } from './event-store.contract.js';
import { InMemoryEventStore } from './in-memory-event-store.js';
import { InMemoryEvents } from './in-memory-events.js';
import { eventStoreModel } from './model.contract.js';

async function make(): Promise<EventStoreUnderTest> {
  const clock = new ManualClock();
  const events = new InMemoryEvents(clock);
  return {
    open: (contracts) => new InMemoryEventStore({ events, contracts }),
    transactor: new InMemoryTransactor(),
    sequenced: async () => clock.advance(1),
  };
}

eventStoreContract('in memory', make);
eventStoreModel('in memory', 300, make);
