export { Database, withClient, withClientOf, type Prepared, type RoleConnection } from './database.js';
export { databaseFault, sqlState } from './database-fault.js';
export { openDatabase, type DatabaseOptions } from './open-database.js';
export { inTx, PgTransactor, type OpenTx } from './pg-transactor.js';
