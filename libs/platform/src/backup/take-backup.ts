import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatabaseAddress } from '../database-server/index.js';
import {
  CONTENTS,
  KEYS,
  MANIFEST,
  manifestText,
  type BackupManifest,
  type ServiceBackup,
  type TableBackup,
} from './backup-manifest.js';
import { sync, writeSums } from './checksums.js';
import { makeDraft } from './draft-folder.js';
import { copyKeys, keysIn } from './kept-keys.js';
import { writeContents } from './needed-contents.js';
import { writeRows } from './rows-file.js';
import { Snapshot } from './snapshot.js';

export interface BackupOptions {
  /** Where to; must not be there. Absolute. */
  readonly folder: string;
  readonly database: DatabaseAddress;
  /** Names of services; one without a schema is left out. */
  readonly services: readonly string[];
  /** The folder of all keys. */
  readonly keys: string;
  /** The root of the content store. */
  readonly contents: string;
  /** Of Quench. */
  readonly version: string;
  /** ISO 8601. */
  readonly now: string;
  /** Called with a line for a person. */
  readonly note: (line: string) => void;
}

/**
 * Writes down all services of a database as they are at one instant, while they go on, with their keys, and the names of
 * the contents that they need. The folder is there when all of it is on the disk, and not before.
 * @throws Rejection `backup-exists`, `backup-unwritable`; TransientFault `database-unavailable`
 */
export async function takeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { folder } = options;
  const draft = await makeDraft(folder);
  try {
    const manifest = await fill(draft, options);
    await rename(draft, folder);
    await sync(dirname(folder));
    return manifest;
  } catch (fault) {
    await rm(draft, { recursive: true, force: true });
    throw fault;
  }
}

async function fill(draft: string, options: BackupOptions): Promise<BackupManifest> {
  const { database, keys: keyFolder, contents: root, version, now: takenAt } = options;
  const snapshot = await Snapshot.open(database);
  const services: ServiceBackup[] = [];
  try {
    for (const service of options.services) {
      if (await snapshot.hasSchema(service)) services.push(await backUp(snapshot, service, draft, options.note));
    }
  } finally {
    await snapshot.close();
  }
  const keys = await keysIn(keyFolder);
  await copyKeys(keys, keyFolder, join(draft, KEYS));
  const contents = await writeContents(root, join(draft, CONTENTS));
  options.note(`${String(keys.length)} keys; ${String(contents.count)} contents are needed besides`);
  const manifest = { format: 1, version, takenAt, services, keys, contents } as const;
  await writeFile(join(draft, MANIFEST), manifestText(manifest), { mode: 0o600 });
  await writeSums(draft, filesOf(manifest));
  return manifest;
}

/** Every file of a backup, below its folder. */
export const filesOf = ({ services, keys }: Pick<BackupManifest, 'services' | 'keys'>): readonly string[] => [
  ...services.flatMap(({ tables }) => tables.map(({ file }) => file)),
  ...keys.map((name) => join(KEYS, name)),
  CONTENTS,
  MANIFEST,
];

async function backUp(
  snapshot: Snapshot,
  service: string,
  draft: string,
  note: BackupOptions['note'],
): Promise<ServiceBackup> {
  await mkdir(join(draft, service), { mode: 0o700 });
  const tables: TableBackup[] = [];
  for (const { table, columns } of await snapshot.tables(service)) {
    const file = join(service, `${table}.jsonl.gz`);
    const rows = await writeRows(join(draft, file), snapshot.rowsOf(service, table));
    tables.push({ table, columns, rows, file });
  }
  const { epoch, seq } = await snapshot.head(service);
  note(`${service}: ${String(seq)} events, ${String(tables.reduce((sum, { rows }) => sum + rows, 0))} rows`);
  const [migrations, sequences] = [await snapshot.migrations(service), await snapshot.sequences(service)];
  return { service, epoch, seq, migrations, tables, sequences };
}
