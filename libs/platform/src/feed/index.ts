export { LocalFeed, type LocalProducer, type LogBell } from './local-feed.js';
export { PgCursors } from './pg-cursors.js';
export { PgParking } from './pg-parking.js';
