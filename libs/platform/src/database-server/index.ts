export { beginRestore, brokenOffRestore, databaseHome, endRestore, type DatabaseHome } from './database-home.js';
export {
  checkDatabaseUrl,
  DATABASE_URL,
  databaseName,
  parseDatabaseUrl,
  withoutDatabaseUrl,
  type DatabaseAddress,
} from './database-url.js';
export { checkVacant } from './given-database.js';
export { holdDatabase, type HeldDatabase, type HoldOptions } from './hold-database.js';
