export { counted, countedContracts, freshStream, testContext, appendOf } from './counted.js';
export { eventStoreContract, type EventStoreUnderTest } from './event-store.contract.js';
export { InMemoryEventStore, type InMemoryEventStoreOptions } from './in-memory-event-store.js';
export { eventStoreModel } from './model.contract.js';
export { InMemoryEvents } from './in-memory-events.js';
