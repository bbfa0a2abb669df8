export { ensurePostgres, type EmbeddedPostgres, type EnsureOptions } from './ensure-postgres.js';
export { stopPostgres } from './stop-postgres.js';
