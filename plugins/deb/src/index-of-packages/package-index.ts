import { COLUMNS, decodeCompact, DIGEST_BYTES, type OpenCompact } from './compact-format.js';
import { decodeFlags, type Flags } from './flags.js';
import { decodeRelations, type RelationField } from './relation-codes.js';
import type { Relation } from './relations.js';
import { findText } from './text-table.js';

/** The packages of one suite by name. Nothing is read before it is asked for. */
export interface PackageIndex {
  /** The packages of a name, in the archive's order; usually one. */
  find(name: string): readonly IndexedPackage[];
  /** The packages that provide a name, perhaps in another version, in the archive's order. */
  providers(name: string): readonly string[];
  /** The place of a name among all that the index mentions. Undefined when it does not. */
  rank(name: string): number | undefined;
  /** The names of all packages, in the archive's order. */
  packages(): readonly string[];
}

/** What an index says of one package. */
export interface IndexedPackage {
  readonly version: string;
  readonly architecture: string;
  readonly flags: Flags;
  /** As the field has it: `name` or `name (version)`; undefined where it is missing. */
  readonly source: string | undefined;
  /** Below the archive's base. */
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** @throws PluginError `malformed-response` for a field that is none of relations */
  relations(field: RelationField, architecture: string): readonly (readonly Relation[])[];
}

/** Opens what `buildCompact` wrote. @throws PluginError `malformed-response` */
export function openIndex(bytes: Uint8Array): PackageIndex {
  const compact = decodeCompact(bytes);
  const { names, slots, rows, provides } = compact;
  const idOf = (name: string): number | undefined => findText(name, names, slots);
  const rowsOf = rowsByName(rows, COLUMNS.length, names.size);
  const provisionsOf = rowsByName(provides, 2, names.size);
  const nameOf = (row: number): string => names.text(rows[row * COLUMNS.length] ?? 0);
  return {
    find: (name) => rowsOf(idOf(name)).map((row) => new StoredPackage(compact, row)),
    providers: (name) => provisionsOf(idOf(name)).map((provision) => nameOf(provides[provision * 2 + 1] ?? 0)),
    rank: idOf,
    packages: () => Array.from({ length: rows.length / COLUMNS.length }, (_, row) => nameOf(row)),
  };
}

class StoredPackage implements IndexedPackage {
  constructor(
    private readonly compact: OpenCompact,
    private readonly row: number,
  ) {}

  get version(): string {
    return this.text('version');
  }

  get architecture(): string {
    return this.text('architecture');
  }

  get flags(): Flags {
    return decodeFlags(this.number('flags'));
  }

  get source(): string | undefined {
    const text = this.text('source');
    return text === '' ? undefined : text;
  }

  get filename(): string {
    return this.text('filename');
  }

  get size(): number {
    return this.number('sizeHigh') * 2 ** 32 + this.number('size');
  }

  get sha256(): string {
    const start = this.row * DIGEST_BYTES;
    return Buffer.from(this.compact.digests.subarray(start, start + DIGEST_BYTES)).toString('hex');
  }

  relations(field: RelationField, architecture: string): readonly (readonly Relation[])[] {
    const { relations: codes, names, texts } = this.compact;
    const start = this.row === 0 ? 0 : this.number('relationsEnd', this.row - 1);
    return decodeRelations({ codes, start, end: this.number('relationsEnd'), names, texts }, field, architecture);
  }

  private text(column: 'version' | 'architecture' | 'source' | 'filename'): string {
    return this.compact.texts.text(this.number(column));
  }

  private number(column: (typeof COLUMNS)[number], row = this.row): number {
    return this.compact.rows[row * COLUMNS.length + COLUMNS.indexOf(column)] ?? 0;
  }
}

/** The rows whose first number is an id: a chain per id through one array, instead of a list per id. */
function rowsByName(numbers: Uint32Array, width: number, names: number): (id: number | undefined) => readonly number[] {
  const count = numbers.length / width;
  const first = new Int32Array(names).fill(-1);
  const next = new Int32Array(count);
  for (let row = count - 1; row >= 0; row--) {
    const id = numbers[row * width] ?? 0;
    next[row] = first[id] ?? -1;
    first[id] = row;
  }
  return (id) => {
    const rows: number[] = [];
    if (id === undefined) return rows;
    for (let row = first[id] ?? -1; row >= 0; row = next[row] ?? -1) rows.push(row);
    return rows;
  };
}
