import { Rejection } from '@quench/kernel';
import { DataSource, type MigrationInterface } from 'typeorm';
import { BOUNDS, SILENT_MS } from './bounds.js';
import { databaseFault, sqlState } from './database-fault.js';
import { Database } from './database.js';
import { heardWithin } from './heard-within.js';
import { eventStoreMigrations } from './migrations/event-store.migration.js';
import { prepareDatabase, type PrepareOptions } from './prepare-database.js';
import { checkSchema } from './schema-version.js';
import { sourceOptions, type Class, type DatabasePlace } from './source-options.js';

/** What a service needs to work with a schema that has been prepared. */
export interface PreparedOptions extends DatabasePlace {
  readonly rolePassword: string;
  /** Of read models; the adapters' own tables need none. */
  readonly entities: readonly Class[];
  /** Those that the schema must have, and no others besides the event store's. */
  readonly migrations: readonly Class<MigrationInterface>[];
  /** Connections at a time. */
  readonly poolSize: number;
}

/** What it takes to prepare a schema and to work with it. */
export interface DatabaseOptions extends PreparedOptions, PrepareOptions {}

/**
 * A connection plans a prepared statement once. Left to itself, PostgreSQL plans those that take an array anew for its length
 * each time, which costs more than to find a few rows by their keys.
 */
const PLAN_ONCE = '-c plan_cache_mode=force_generic_plan';

/** What PostgreSQL says to a role that it does not let in. */
const REFUSED = new Set(['28P01', '28000', '3D000', '42501']);

/**
 * Prepares a service's database and connects as its role, for a process that has the admin's password. Safe in several
 * processes at once.
 * @throws as `prepareDatabase` and `openPreparedDatabase`
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  await prepareDatabase(options);
  return openPreparedDatabase(options);
}

/**
 * Connects as a service's role, which may neither make nor change its schema.
 * @throws Rejection `schema-differs` unless it has been prepared by this version, `database-role-refused`
 * @throws TransientFault `database-unavailable`
 */
export async function openPreparedDatabase(options: PreparedOptions): Promise<Database> {
  const { host, port, database, service, rolePassword: password, entities, migrations, poolSize: max } = options;
  const dataSource = new DataSource({
    ...sourceOptions(options),
    entities: [...entities],
    username: service,
    password,
    extra: { ...BOUNDS, options: PLAN_ONCE, stream: heardWithin(SILENT_MS), max },
  });
  try {
    await dataSource.initialize();
    const opened = new Database(service, dataSource, { host, port, database, user: service, password });
    await checkSchema(dataSource, service, [...eventStoreMigrations, ...migrations]);
    return opened;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw REFUSED.has(sqlState(error) ?? '') ? roleRefused(options, error) : databaseFault(error);
  }
}

const roleRefused = ({ service, host, port }: PreparedOptions, cause: unknown): Rejection =>
  new Rejection('database-role-refused', `PostgreSQL at ${host}:${String(port)} does not let in the role ${service}`, {
    cause,
  });
