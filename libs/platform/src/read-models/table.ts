import type { EntityMetadata } from 'typeorm';

/** What the SQL of a read model needs to know of its entity. */
export interface Table {
  /** Quoted, with its schema. */
  readonly name: string;
  /** Without `key`, in the order of the entity. */
  readonly columns: readonly Column[];
}

export interface Column {
  /** As the row's property. */
  readonly property: string;
  /** As the table's column. */
  readonly name: string;
  /** Instants are text in rows, whatever the column is. */
  readonly isInstant: boolean;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Reads an entity.
 * @throws Error when it has no text column `key` as its only primary key
 */
export function tableOf(metadata: EntityMetadata): Table {
  const [primary, ...more] = metadata.primaryColumns;
  if (primary?.propertyName !== 'key' || more.length > 0) {
    throw new Error(`Entity ${metadata.name}: expected a text column \`key\` as the only primary column`);
  }
  return {
    name: metadata.tablePath.split('.').map(quoted).join('.'),
    columns: metadata.columns
      .filter((column) => column !== primary)
      .map(({ propertyName, databaseName, type }) => ({
        property: propertyName,
        name: databaseName,
        isInstant: typeof type === 'string' && type.startsWith('timestamp'),
      })),
  };
}

/** The column of a row's property. @throws Error when the table has none */
export function columnOf(table: Table, property: string): Column {
  const found = table.columns.find((column) => column.property === property);
  if (found === undefined) throw new Error(`${table.name} has no column for ${property}`);
  return found;
}

/** A row as the JSON that `jsonb_populate_recordset` takes: by column name, absent as null. */
export function toRecord(table: Table, key: string, row: object): Record<string, unknown> {
  const known = new Set(table.columns.map(({ property }) => property));
  const stray = Object.keys(row).find((property) => !known.has(property) && Reflect.get(row, property) !== undefined);
  if (stray !== undefined) throw new Error(`${table.name} has no column for ${stray} of row ${key}`);
  return {
    key,
    ...Object.fromEntries(table.columns.map(({ property, name }) => [name, Reflect.get(row, property) ?? null])),
  };
}

/** A row as its projection wrote it, from the JSON of the table's row. */
export function fromRecord<Row>(table: Table, record: Readonly<Record<string, unknown>>): Row {
  const members = table.columns.flatMap(({ property, name, isInstant }) => {
    const value = record[name];
    if (value === null || value === undefined) return [];
    return [[property, isInstant ? new Date(String(value)).toISOString() : value]];
  });
  return Object.fromEntries(members) as Row;
}

/** The statements of one table. $1 is always JSON or an array. */
export function statementsOf(table: Table) {
  const { name, columns } = table;
  const assignments = columns.map((column) => `${quoted(column.name)} = excluded.${quoted(column.name)}`);
  // A table may have columns of a newer version: one that is named is not left to its default.
  const own = ['key', ...columns.map((column) => quoted(column.name))].join(', ');
  const onConflict = assignments.length === 0 ? 'NOTHING' : `UPDATE SET ${assignments.join(', ')}`;
  return {
    load: `SELECT key, to_jsonb(t) AS record FROM ${name} AS t WHERE key = ANY ($1::text[])`,
    /** The row of a key, as a value of a statement; nobody else changes it before the transaction ends. */
    held: (key: string): string => `(SELECT to_jsonb(t) FROM ${name} AS t WHERE key = ${key} FOR SHARE OF t)`,
    write: `INSERT INTO ${name} (${own}) SELECT ${own} FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)
            ON CONFLICT (key) DO ${onConflict}`,
    remove: `DELETE FROM ${name} WHERE key = ANY ($1::text[])`,
    clear: `DELETE FROM ${name}`,
    /** $1 the wanted columns as JSON, $2 the key before the first one, $3 limit, $4 the values of the column `among`. */
    list: (wanted: readonly Column[], among: Column | undefined): string =>
      `SELECT key, to_jsonb(t) AS record FROM ${name} AS t
       WHERE key COLLATE "C" > $2 ${wanted.map((column) => `AND t.${quoted(column.name)} = (w).${quoted(column.name)}`).join(' ')}
       ${among === undefined ? '' : `AND t.${quoted(among.name)} = ANY ($4::text[])`}
       ORDER BY key COLLATE "C" LIMIT $3`.replaceAll('(w)', `(jsonb_populate_record(NULL::${name}, $1::jsonb))`),
  };
}
