export { startPostgres, type TestPostgres } from './postgres/start-postgres.js';
