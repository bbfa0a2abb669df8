export { databaseHome, settleAt, type DatabaseHome } from './database-home.js';
export {
  checkDatabaseUrl,
  DATABASE_URL,
  databaseName,
  parseDatabaseUrl,
  withoutDatabaseUrl,
  type DatabaseAddress,
} from './database-url.js';
export { checkGiven } from './given-database.js';
export { holdDatabase, type HeldDatabase } from './hold-database.js';
