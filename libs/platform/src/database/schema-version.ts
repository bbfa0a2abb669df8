import { Rejection } from '@quench/kernel';
import pg from 'pg';
import type { DataSource, MigrationInterface } from 'typeorm';
import { sqlState } from './database-fault.js';
import type { Class } from './source-options.js';

/** What PostgreSQL says where the table of migrations is missing, or not yet granted. */
const UNPREPARED = new Set(['42P01', '42501', '3F000']);

/**
 * Whether the schema is the one that this program was written for.
 * @param dataSource connected as the service's role or the admin
 * @throws Rejection `schema-differs`, which names both versions; the driver's errors
 */
export async function checkSchema(
  dataSource: DataSource,
  service: string,
  migrations: readonly Class<MigrationInterface>[],
): Promise<void> {
  const ask: Ask = (sql) => dataSource.query(sql);
  const difference = schemaDifference(migrations.map(nameOf), await applied(ask, service));
  if (difference !== undefined) throw new Rejection('schema-differs', `The schema of ${service} is ${difference}`);
}

/** Whether a schema has these migrations and no others. @throws the driver's errors */
export async function hasSchema(
  admin: pg.Client,
  service: string,
  migrations: readonly Class<MigrationInterface>[],
): Promise<boolean> {
  const ask: Ask = async (sql) => (await admin.query<Applied>(sql)).rows;
  return schemaDifference(migrations.map(nameOf), await applied(ask, service)) === undefined;
}

/**
 * What is wrong with a schema, in words; undefined when nothing is.
 * @param needed names of migrations, each of which ends with the instant in milliseconds that orders it
 * @param found likewise
 */
export function schemaDifference(needed: readonly string[], found: readonly string[]): string | undefined {
  const missing = needed.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !needed.includes(name));
  const versions = `it is at ${newest(found)}, this program needs ${newest(needed)}`;
  if (missing.length > 0) {
    return `older than this program: ${versions} (missing: ${missing.join(', ')}); prepare it with this version first`;
  }
  if (unknown.length > 0) {
    return `newer than this program: ${versions} (unknown: ${unknown.join(', ')}); run the version that prepared it`;
  }
  return undefined;
}

const nameOf = (migration: Class<MigrationInterface>): string => new migration().name ?? migration.name;

const instantOf = (name: string): number => Number(/\d{13}$/.exec(name)?.[0] ?? 0);

const newest = (names: readonly string[]): string =>
  [...names].sort((a, b) => instantOf(a) - instantOf(b)).at(-1) ?? 'nothing';

interface Applied {
  readonly name: string;
}

type Ask = (sql: string) => Promise<readonly Applied[]>;

async function applied(ask: Ask, service: string): Promise<readonly string[]> {
  try {
    const rows = await ask(`SELECT name FROM ${pg.escapeIdentifier(service)}.migration`);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (UNPREPARED.has(sqlState(error) ?? '')) return [];
    throw error;
  }
}
