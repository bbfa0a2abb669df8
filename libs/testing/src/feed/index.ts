export { cursorsContract, type CursorsUnderTest } from './cursors.contract.js';
export { FaultyFeed, type FeedFaults } from './faulty-feed.js';
export { feedContract, type FeedUnderTest } from './feed.contract.js';
export { InMemoryCursors } from './in-memory-cursors.js';
export { InMemoryFeed } from './in-memory-feed.js';
export { InMemoryParking } from './in-memory-parking.js';
export { parkingContract, type ParkingUnderTest } from './parking.contract.js';
export { seededRandom } from './seeded-random.js';
