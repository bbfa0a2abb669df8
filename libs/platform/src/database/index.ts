export { withClientOf } from './with-client.js';
export { Database, withClient, type Prepared, type RoleConnection } from './database.js';
export { databaseFault, sqlState } from './database-fault.js';
export { heardWithin } from './heard-within.js';
export { SILENT_MS } from './bounds.js';
export { eventStoreMigrations } from './migrations/event-store.migration.js';
export { openDatabase, openPreparedDatabase, type DatabaseOptions, type PreparedOptions } from './open-database.js';
export { inTx, PgTransactor, type OpenTx } from './pg-transactor.js';
export { prepareDatabase, type PrepareOptions } from './prepare-database.js';
