import { join } from 'node:path';
import { IntegrityFault } from '@quench/kernel';
import pg from 'pg';
import type { ServiceBackup, TableBackup } from './backup-manifest.js';
import { readRows } from './rows-file.js';

const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 8_000_000;

/** Facts, which nobody may delete: a schema that was just made has none. */
const GROWING = ['event', 'event_log'];

/**
 * Fills an empty schema with the rows of a backup, in the transaction of the caller.
 * @throws IntegrityFault `backup-damaged`; the driver's errors
 */
export async function fillSchema(admin: pg.Client, backup: ServiceBackup, folder: string): Promise<void> {
  for (const table of backup.tables) await fillTable(admin, backup.service, table, folder);
  for (const { sequence, lastValue, isCalled } of backup.sequences) {
    const name = `${backup.service}.${pg.escapeIdentifier(sequence)}`;
    await admin.query('SELECT setval($1::regclass, $2, $3)', [name, lastValue, isCalled]);
  }
  await admin.query(anotherLife(backup.service));
}

/** Whatever the cluster and the table are called: no epoch of the backup was lived here. */
const anotherLife = (service: string): string =>
  `UPDATE ${service}.epoch SET system_identifier = 'backup of ' || system_identifier
   WHERE system_identifier NOT LIKE 'backup of %'`;

async function fillTable(
  admin: pg.Client,
  service: string,
  { table, columns, rows, file }: TableBackup,
  folder: string,
): Promise<void> {
  const name = `${service}.${pg.escapeIdentifier(table)}`;
  const found = await columnsOf(admin, name);
  if (found.join() !== columns.join()) {
    throw damaged(`${name} has the columns ${found.join(', ')}, and rows of ${columns.join(', ')}`);
  }
  if (!GROWING.includes(table)) await admin.query(`DELETE FROM ${name}`);
  let filled = 0;
  for await (const batch of readRows(join(folder, file), BATCH_ROWS, BATCH_CHARACTERS)) {
    // OFFSET 0: each row is read once, and not once for each of its fields.
    const { rowCount } = await admin.query(
      `INSERT INTO ${name} OVERRIDING SYSTEM VALUE
       SELECT (made.whole).* FROM (SELECT line::${name} AS whole FROM unnest($1::text[]) AS line OFFSET 0) AS made`,
      [batch],
    );
    filled += rowCount ?? 0;
  }
  if (filled !== rows) throw damaged(`${file} has ${String(filled)} rows, and ${String(rows)} were written`);
}

async function columnsOf(admin: pg.Client, table: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ readonly name: string }>(
    `SELECT attname::text AS name FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

const damaged = (message: string): IntegrityFault => new IntegrityFault('backup-damaged', message);
