import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { BOUNDS } from './bounds.js';
import { databaseFault } from './database-fault.js';
import { ensureEpoch } from './epoch.js';
import { eventStoreMigrations } from './migrations/event-store.migration.js';
import { grantTo, provision } from './provision.js';
import { checkSchema, hasSchema } from './schema-version.js';
import { sourceOptions, type Class, type DatabasePlace } from './source-options.js';

/** What it takes to make a service's role and schema, or to bring them up to date. */
export interface PrepareOptions extends DatabasePlace {
  /** May create roles and schemas. Owns the tables, so that the service's role does not. */
  readonly admin: { readonly user: string; readonly password: string };
  /** What the role's password is from now on. */
  readonly rolePassword: string;
  /** Run in the order of the instants in their names, among which those of the event store come. */
  readonly migrations: readonly Class<MigrationInterface>[];
  /** Those of the event store: all, unless the schema is to be as it once was. */
  readonly eventStore?: readonly Class<MigrationInterface>[];
}

/** Any number will do that nothing else in the database locks. */
const MIGRATION_LOCK = 0x7175656e;

/** How long another process may take to bring the schema up to date. */
const MIGRATION_MS = 120_000;

/**
 * Does what only the admin may do: makes a service's role and schema if they are missing, and brings the schema up to
 * date. Safe in several processes at once.
 * @throws Rejection `service-name-malformed`, `schema-differs` when a newer version has been here
 * @throws TransientFault `database-unavailable`, also when another process holds the schema for too long
 */
export async function prepareDatabase(options: PrepareOptions): Promise<void> {
  const { host, port, database, service, rolePassword: password } = options;
  const { user, password: adminPassword } = options.admin;
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    password: adminPassword,
    ...BOUNDS,
    statement_timeout: MIGRATION_MS,
  });
  // The running statement fails by itself; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // One lock for all services: roles belong to the whole cluster, and concurrent GRANTs disturb each other.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await provision(client, { database, service, password });
    const migrations = [...(options.eventStore ?? eventStoreMigrations), ...options.migrations];
    // Most often there is nothing to do, which is found without opening connections for it.
    if (!(await hasSchema(client, service, migrations))) await migrate(options, migrations);
    await grantTo(client, service);
    // What is made as it once was gets its epochs from a backup.
    if (options.eventStore === undefined) await ensureEpoch(client, service);
  } catch (error) {
    throw databaseFault(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function migrate(options: PrepareOptions, migrations: readonly Class<MigrationInterface>[]): Promise<void> {
  const dataSource = new DataSource({
    ...sourceOptions(options),
    username: options.admin.user,
    password: options.admin.password,
    migrations: [...migrations],
    extra: { max: 2, options: `-c search_path=${options.service}` },
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' });
    await checkSchema(dataSource, options.service, migrations);
  } finally {
    await dataSource.destroy();
  }
}
