export { PgWorkQueue } from './pg-work-queue.js';
export { workMigrations } from './work.migration.js';
