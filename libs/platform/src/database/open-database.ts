import pg from 'pg';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import { BOUNDS } from './bounds.js';
import { databaseFault } from './database-fault.js';
import { Database } from './database.js';
import { ensureEpoch } from './epoch.js';
import { grantTo, provision } from './provision.js';
import { eventStoreMigrations } from './migrations/event-store.migration.js';
import { snakeCase } from './snake-case.js';

/** A class that TypeORM knows as an entity or a migration. */
type Class<T = object> = new () => T;

export interface DatabaseOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** May create roles and schemas; used while opening only. Owns the tables, so that the service's role does not. */
  readonly admin: { readonly user: string; readonly password: string };
  /** Names the schema and the role: lower-case letters, digits and `_`. */
  readonly service: string;
  readonly rolePassword: string;
  /** Of read models; the adapters' own tables need none. */
  readonly entities: readonly Class[];
  /** Run after those of the event store, in the order of the instants in their names. */
  readonly migrations: readonly Class<MigrationInterface>[];
  /** Connections at a time. */
  readonly poolSize: number;
}

/** Any number will do that nothing else in the database locks. */
const MIGRATION_LOCK = 0x7175656e;

/** How long another process may take to bring the schema up to date. */
const MIGRATION_MS = 120_000;

/**
 * Opens a service's database: makes its role and schema if they are missing, brings the schema up to date and connects
 * as the role. Safe in several processes at once.
 * @throws Rejection `service-name-malformed`
 * @throws TransientFault `database-unavailable`, also when another process holds the schema for too long
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { host, port, database, service, rolePassword: password, poolSize: max } = options;
  const role = { host, port, database, user: service, password };
  try {
    await prepare(options);
    const extra = { ...BOUNDS, max };
    const dataSource = new DataSource({ ...base(options), username: service, password, extra });
    await dataSource.initialize();
    return new Database(service, dataSource, role);
  } catch (error) {
    throw databaseFault(error);
  }
}

/** Does what only the admin may do. */
async function prepare(options: DatabaseOptions): Promise<void> {
  const { host, port, database, admin, service, rolePassword: password } = options;
  const client = new pg.Client({ host, port, database, ...admin, ...BOUNDS, statement_timeout: MIGRATION_MS });
  // The running statement fails by itself; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // One lock for all services: roles belong to the whole cluster, and concurrent GRANTs disturb each other.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await provision(client, { database, service, password });
    await migrate(options);
    await grantTo(client, service);
    await ensureEpoch(client, service);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function base({ host, port, database, service, entities }: DatabaseOptions) {
  return {
    type: 'postgres',
    host,
    port,
    database,
    schema: service,
    applicationName: service,
    entities: [...entities],
    namingStrategy: snakeCase,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    migrationsTableName: 'migration',
  } as const satisfies DataSourceOptions;
}

async function migrate(options: DatabaseOptions): Promise<void> {
  const dataSource = new DataSource({
    ...base(options),
    username: options.admin.user,
    password: options.admin.password,
    migrations: [...eventStoreMigrations, ...options.migrations],
    extra: { max: 2, options: `-c search_path=${options.service}` },
  });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await dataSource.destroy();
  }
}
