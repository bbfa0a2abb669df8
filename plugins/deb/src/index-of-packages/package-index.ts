import { latin1 } from '../control/index.js';
import { decodeCompact } from './compact-format.js';

/** Paragraphs of one suite by name. Nothing is parsed before it is asked for. */
export interface PackageIndex {
  /** The paragraphs of a package, in the archive's order; usually one. */
  find(name: string): readonly string[];
  /** The packages that provide a name, perhaps in another version, in the archive's order. */
  providers(name: string): readonly string[];
  /** The place of a name among all that the index mentions. Undefined when it does not. */
  rank(name: string): number | undefined;
  /** The names of all packages, in the archive's order. */
  packages(): readonly string[];
}

/** Opens what `buildCompact` wrote. @throws PluginError `malformed-response` */
export function openIndex(compact: Uint8Array): PackageIndex {
  const { names, stanzas, provides, body } = decodeCompact(compact);
  const ids = new Map<string, number>();
  for (let id = 0; id < names.length; id++) ids.set(names[id] ?? '', id);
  const rowsOf = rowsByName(stanzas, 3, names.length);
  const provisionsOf = rowsByName(provides, 2, names.length);
  const at = (numbers: Uint32Array, place: number): number => numbers[place] ?? 0;
  const nameOf = (row: number): string => names[at(stanzas, row * 3)] ?? '';
  return {
    find: (name) =>
      rowsOf(ids.get(name)).map((row) => {
        const start = at(stanzas, row * 3 + 1);
        return latin1(body.subarray(start, start + at(stanzas, row * 3 + 2)));
      }),
    providers: (name) => provisionsOf(ids.get(name)).map((provision) => nameOf(at(provides, provision * 2 + 1))),
    rank: (name) => ids.get(name),
    packages: () => Array.from({ length: stanzas.length / 3 }, (_, row) => nameOf(row)),
  };
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
