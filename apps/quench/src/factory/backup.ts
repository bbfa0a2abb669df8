import { join } from 'node:path';
import { Rejection } from '@quench/kernel';
import {
  bringContents,
  CONTENTS,
  copyKeys,
  filesOf,
  inhabited,
  KEYS,
  otherKeys,
  readContents,
  readManifest,
  restoreBackup,
  takeBackup,
  verifySums,
  type BackupManifest,
  type RestoredLog,
  type RestoredService,
} from '@quench/platform/backup';
import type { DataDirectory } from '@quench/platform/data-directory';
import {
  beginRestore,
  brokenOffRestore,
  checkVacant,
  databaseHome,
  endRestore,
  holdDatabase,
  type DatabaseAddress,
  type HeldDatabase,
  type HoldOptions,
} from '@quench/platform/database-server';
import { productVersion } from '@quench/platform/product-version';
import { migrationsOf } from '@quench/platform/service-host';
import { roleSecret } from './role-secret.js';
import { serviceNames } from './service-names.js';
import { loadServices } from './services.js';

/** A factory that is backed up or restored. */
export interface BackupPlace {
  readonly directory: DataDirectory;
  /** The value of `QUENCH_DATABASE_URL`; undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Absolute path of the backup. */
  readonly folder: string;
  /** Called with a line for a person. */
  readonly note: (line: string) => void;
}

/** A factory that is restored. */
export interface RestorePlace extends BackupPlace {
  /** Ends it between two steps. */
  readonly signal: AbortSignal;
  /** Called when it is begun: from now on what is there is used by nobody until it is done. */
  readonly begun: () => void;
}

/** How a backup is restored. */
export interface RestoreWish {
  /** Whether what is missing of the contents may stay so, or where it is taken from: a content store, absolute. */
  readonly contents: 'must-be-there' | 'may-be-missing' | { readonly from: string };
  /** What becomes of a factory that is there already. */
  readonly existing: 'refuse' | 'replace';
}

/** What came of it. */
export interface RestoreOutcome {
  readonly logs: readonly RestoredLog[];
  /** How many were taken from elsewhere. */
  readonly contentsTaken: number;
}

/** Backs up a factory, which goes on meanwhile. @throws as `holdDatabase`, `takeBackup` */
export function backUpFactory(place: BackupPlace): Promise<BackupManifest> {
  const { directory, folder, note } = place;
  return withDatabase(place, 'work', (database) =>
    takeBackup({
      folder,
      database,
      services: serviceNames,
      keys: directory.keys,
      contents: directory.contents,
      version: productVersion,
      now: new Date().toISOString(),
      note,
    }),
  );
}

/**
 * Makes a factory of a backup. Nothing is changed before the whole backup has been read and found good. What is broken
 * off after that is used by nobody until it has been done again.
 * @throws Rejection `factory-not-empty`; as `holdDatabase`, `checkVacant`, `verifySums`, `bringContents`, `restoreBackup`;
 *   the reason of `signal`
 */
export async function restoreFactory(place: RestorePlace, wish: RestoreWish): Promise<RestoreOutcome> {
  const { directory, folder, note, signal } = place;
  const manifest = await readManifest(folder);
  await verifySums(folder, filesOf(manifest));
  note(`the backup of ${manifest.takenAt} is whole`);
  signal.throwIfAborted();
  return withDatabase(place, 'restore', async (database) => {
    const home = await databaseHome(directory.path);
    const resumed = home.kind !== 'none' && (await brokenOffRestore(directory.path)) !== undefined;
    if (wish.existing === 'refuse' && !resumed) {
      await refuseExisting(place, manifest, database);
      if (home.kind === 'none') await checkVacant(database, serviceNames);
    }
    const contentsTaken = await contentsFor(place, wish);
    signal.throwIfAborted();
    await beginRestore(directory.path, folder);
    place.begun();
    await database.settle();
    await copyKeys(manifest.keys, join(folder, KEYS), directory.keys);
    const restored = await restoredServices(directory);
    const logs = await restoreBackup({ folder, manifest, database, services: restored, note, signal });
    await endRestore(directory.path);
    return { logs, contentsTaken };
  });
}

async function refuseExisting(
  { directory, folder }: BackupPlace,
  { keys }: BackupManifest,
  database: DatabaseAddress,
): Promise<void> {
  const found = [
    ...(await inhabited(database, serviceNames)).map((service) => `events of the ${service}`),
    ...(await otherKeys(keys, join(folder, KEYS), directory.keys)).map((key) => `another key ${key}`),
  ];
  if (found.length === 0) return;
  throw new Rejection(
    'factory-not-empty',
    `The factory in ${directory.path} has ${found.join(', ')}, which restoring would delete. ` +
      `Restore into another data directory (--data DIR), or say --overwrite`,
  );
}

async function contentsFor(
  { directory, folder, note, signal }: RestorePlace,
  { contents }: RestoreWish,
): Promise<number> {
  if (contents === 'may-be-missing') return 0;
  const needed = await readContents(join(folder, CONTENTS));
  const from = contents === 'must-be-there' ? undefined : contents.from;
  const taken = await bringContents(needed, directory.contents, { from, signal });
  note(`${String(needed.length)} contents are there, ${String(taken)} of them taken from elsewhere`);
  return taken;
}

async function restoredServices(directory: DataDirectory): Promise<readonly RestoredService[]> {
  const restored: RestoredService[] = [];
  for (const { name, migrations } of await loadServices()) {
    const { value: rolePassword } = await directory.secret(roleSecret(name));
    restored.push({ name, rolePassword, migrations: migrationsOf({ migrations }) });
  }
  return restored;
}

async function withDatabase<T>(
  { directory, databaseUrl: url, note }: BackupPlace,
  purpose: NonNullable<HoldOptions['purpose']>,
  use: (database: HeldDatabase) => Promise<T>,
): Promise<T> {
  const database = await holdDatabase({ data: directory.path, url, log: note, services: serviceNames, purpose });
  try {
    return await use(database);
  } finally {
    await database.release();
  }
}
