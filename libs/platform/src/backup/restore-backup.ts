import { IntegrityFault, Rejection } from '@quench/kernel';
import pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import { databaseFault, eventStoreMigrations, prepareDatabase } from '../database/index.js';
import type { DatabaseAddress } from '../database-server/index.js';
import type { BackupManifest, ServiceBackup } from './backup-manifest.js';
import { fillSchema } from './fill-schema.js';
import { connectionOf } from './snapshot.js';

/** A service that is restored. */
export interface RestoredService {
  readonly name: string;
  /** What its role's password is from now on. */
  readonly rolePassword: string;
  /** All that this version knows, besides the event store's. */
  readonly migrations: readonly (new () => MigrationInterface)[];
}

export interface RestoreOptions {
  /** Where the backup is; its checksums have been verified. */
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly database: DatabaseAddress;
  readonly services: readonly RestoredService[];
  /** Called with a line for a person. */
  readonly note: (line: string) => void;
  /** Ends it between two services, before any of them is filled for good. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the log of a restored service is. */
export interface RestoredLog {
  readonly service: string;
  readonly epoch: number;
  readonly events: number;
}

/** Services that have said something in this database; none in an empty one. */
export async function inhabited(database: DatabaseAddress, services: readonly string[]): Promise<readonly string[]> {
  return withAdmin(database, async (admin) => {
    const found: string[] = [];
    for (const service of services) {
      const { rows } = await admin.query<{ readonly there: boolean }>(
        `SELECT to_regclass('${service}.event') IS NOT NULL AS there`,
      );
      if (rows[0]?.there !== true) continue;
      const { rowCount } = await admin.query(`SELECT FROM ${service}.event LIMIT 1`);
      if (rowCount !== 0) found.push(service);
    }
    return found;
  });
}

/**
 * Makes the schemas of a backup anew, in place of those that are there, and fills them in one transaction. Every log
 * begins a new epoch: whoever saw what came after the backup goes back.
 * @throws Rejection `schema-differs` for a backup of a newer version
 * @throws IntegrityFault `backup-damaged`; TransientFault `database-unavailable`; the reason of `signal`
 */
export async function restoreBackup(options: RestoreOptions): Promise<readonly RestoredLog[]> {
  const pairs = options.manifest.services.map((backup) => ({ backup, known: knownOf(backup, options.services) }));
  await withAdmin(options.database, async (admin) => {
    for (const { known } of pairs) await admin.query(`DROP SCHEMA IF EXISTS ${known.name} CASCADE`);
  });
  // As it was when the backup was taken; what is newer than the backup is done to its rows afterwards.
  for (const { backup, known } of pairs) await prepare(options.database, known, backup.migrations);
  await withAdmin(options.database, async (admin) => {
    await admin.query('BEGIN');
    for (const { backup } of pairs) {
      options.signal?.throwIfAborted();
      await fillSchema(admin, backup, options.folder);
      options.note(`${backup.service}: ${String(backup.seq)} events`);
    }
    await admin.query('COMMIT');
  });
  for (const { known } of pairs) await prepare(options.database, known, undefined);
  return withAdmin(options.database, async (admin) => {
    const logs: RestoredLog[] = [];
    for (const { backup } of pairs) logs.push(await logOf(admin, backup));
    return logs;
  });
}

function knownOf({ service, migrations }: ServiceBackup, services: readonly RestoredService[]): RestoredService {
  const known = services.find(({ name }) => name === service);
  if (known === undefined)
    throw new Rejection('schema-differs', `The backup has a service ${service}, which is unknown`);
  const names = namesOf([...eventStoreMigrations, ...known.migrations]);
  const newer = migrations.filter((name) => !names.includes(name));
  if (newer.length === 0) return known;
  throw new Rejection(
    'schema-differs',
    `The backup of ${service} is newer than this program (unknown: ${newer.join(', ')}); restore it with the version that made it`,
  );
}

const namesOf = (migrations: RestoredService['migrations']): readonly string[] => migrations.map(nameOf);

const nameOf = (migration: new () => MigrationInterface): string => new migration().name ?? migration.name;

/** @param upTo names of migrations; undefined: all */
async function prepare(
  { host, port, database, user, password }: DatabaseAddress,
  { name: service, rolePassword, migrations }: RestoredService,
  upTo: readonly string[] | undefined,
): Promise<void> {
  const wanted = (migration: new () => MigrationInterface): boolean => upTo?.includes(nameOf(migration)) ?? true;
  await prepareDatabase({
    host,
    port,
    database,
    admin: { user, password },
    service,
    rolePassword,
    ...(upTo === undefined ? {} : { eventStore: eventStoreMigrations.filter(wanted) }),
    migrations: migrations.filter(wanted),
  });
}

async function logOf(admin: pg.Client, { service, epoch: before }: ServiceBackup): Promise<RestoredLog> {
  const { rows } = await admin.query<{ readonly epoch: number; readonly events: string }>(
    `SELECT (SELECT max(epoch) FROM ${service}.epoch) AS epoch, (SELECT count(*) FROM ${service}.event_log) AS events`,
  );
  const { epoch = before, events = 0 } = rows[0] ?? {};
  if (epoch > before) return { service, epoch, events: Number(events) };
  throw new IntegrityFault('backup-damaged', `The log of ${service} did not begin a new epoch after ${String(before)}`);
}

async function withAdmin<T>(database: DatabaseAddress, use: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(connectionOf(database));
  admin.on('error', () => undefined);
  try {
    await admin.connect();
    return await use(admin);
  } catch (fault) {
    throw databaseFault(fault);
  } finally {
    await admin.end().catch(() => undefined);
  }
}
