import pg from 'pg';
import { databaseFault, heardWithin, SILENT_MS } from '../database/index.js';
import type { DatabaseAddress } from '../database-server/index.js';
import type { SequenceBackup } from './backup-manifest.js';

/** Rows at a time. */
const FETCH = 500;
const CONNECT_MS = 10_000;
/** Who holds a table or a schema for longer is in the way, and said to be. */
const LOCK_MS = 30_000;

const TABLES = `SELECT relname AS table,
  array(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum) AS columns
FROM pg_class c WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' AND relname <> 'migration' ORDER BY relname`;

const SEQUENCES = `SELECT relname AS sequence FROM pg_class
WHERE relnamespace = to_regnamespace($1) AND relkind = 'S' ORDER BY relname`;

/** All services of a database at one instant: nobody is ahead of anybody else in it. */
export class Snapshot {
  private constructor(private readonly client: pg.Client) {}

  /** @throws TransientFault `database-unavailable` */
  static async open(address: DatabaseAddress): Promise<Snapshot> {
    const client = new pg.Client(connectionOf(address));
    // The running statement fails by itself; without a listener the process would end.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`SET TIME ZONE 'UTC'`);
      await client.query(`SET datestyle = 'ISO'`);
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return new Snapshot(client);
    } catch (fault) {
      await client.end().catch(() => undefined);
      throw databaseFault(fault);
    }
  }

  async hasSchema(service: string): Promise<boolean> {
    const [row] = await this.rows<{ readonly there: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS there',
      `${service}.migration`,
    );
    return row?.there ?? false;
  }

  async migrations(service: string): Promise<readonly string[]> {
    const rows = await this.rows<{ readonly name: string }>(`SELECT name FROM ${service}.migration ORDER BY id`);
    return rows.map(({ name }) => name);
  }

  async head(service: string): Promise<{ readonly epoch: number; readonly seq: number }> {
    const [row] = await this.rows<{ readonly epoch: number; readonly seq: string }>(
      `SELECT (SELECT max(epoch) FROM ${service}.epoch) AS epoch,
              (SELECT coalesce(max(global_seq), 0) FROM ${service}.event_log) AS seq`,
    );
    return { epoch: row?.epoch ?? 1, seq: Number(row?.seq ?? 0) };
  }

  tables(service: string): Promise<readonly { readonly table: string; readonly columns: readonly string[] }[]> {
    return this.rows(TABLES, service);
  }

  async sequences(service: string): Promise<readonly SequenceBackup[]> {
    const found: SequenceBackup[] = [];
    for (const { sequence } of await this.rows<{ readonly sequence: string }>(SEQUENCES, service)) {
      const [row] = await this.rows<{ readonly last_value: string; readonly is_called: boolean }>(
        `SELECT last_value, is_called FROM ${service}.${pg.escapeIdentifier(sequence)}`,
      );
      if (row !== undefined) found.push({ sequence, lastValue: row.last_value, isCalled: row.is_called });
    }
    return found;
  }

  /** Every row of a table as PostgreSQL writes it: what it reads back is the same to the byte. */
  async *rowsOf(service: string, table: string): AsyncGenerator<string> {
    await this.rows(
      `DECLARE whole NO SCROLL CURSOR FOR
       SELECT (quench_row.*)::text AS row FROM ${service}.${pg.escapeIdentifier(table)} AS quench_row`,
    );
    for (;;) {
      const rows = await this.rows<{ readonly row: string }>(`FETCH ${String(FETCH)} FROM whole`);
      if (rows.length === 0) break;
      for (const { row } of rows) yield row;
    }
    await this.rows('CLOSE whole');
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private async rows<Row extends pg.QueryResultRow>(
    text: string,
    ...values: readonly string[]
  ): Promise<readonly Row[]> {
    try {
      return (await this.client.query<Row>(text, [...values])).rows;
    } catch (fault) {
      throw databaseFault(fault);
    }
  }
}

/** What the driver is to know of an address, and nothing else. */
export const connectionOf = ({ host, port, database, user, password }: DatabaseAddress): pg.ClientConfig => ({
  host,
  port,
  database,
  user,
  password,
  keepAlive: true,
  connectionTimeoutMillis: CONNECT_MS,
  lock_timeout: LOCK_MS,
  stream: heardWithin(SILENT_MS),
});
