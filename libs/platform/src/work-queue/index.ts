export { openWork, type OpenItems } from './open-work.js';
export { PgWorkQueue } from './pg-work-queue.js';
export { workMigrations } from './work.migration.js';
