export { PgEventStore, type EventStoreOptions } from './pg-event-store.js';
export { Sequencer, type SequencedListener, type SequencerOptions } from './sequencer.js';
export { rouse } from './rouse.js';
export { everythingSequenced } from './everything-sequenced.js';
