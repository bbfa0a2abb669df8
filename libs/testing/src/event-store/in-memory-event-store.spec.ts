import { ManualClock } from '../clock/manual-clock.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { eventStoreContract } from './event-store.contract.js';
import { InMemoryEventStore } from './in-memory-event-store.js';
import { InMemoryEvents } from './in-memory-events.js';

eventStoreContract('in memory', async () => {
  const clock = new ManualClock();
  const events = new InMemoryEvents(clock);
  return {
    open: (contracts) => new InMemoryEventStore({ events, contracts }),
    transactor: new InMemoryTransactor(),
    sequenced: async () => clock.advance(1),
  };
});
