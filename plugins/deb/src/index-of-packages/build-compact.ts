import { latin1 } from '../control/index.js';
import { checkFields } from './check-fields.js';
import { Fields, FIELDS, KEPT, malformed, MENTIONING, readFields } from './fields.js';
import { encodeCompact } from './compact-format.js';
import { namesIn } from './names-in.js';

const MOST_PACKAGES = 1_000_000;
const KEPT_SLOTS = KEPT.map((name) => FIELDS.indexOf(name));
const MENTIONING_SLOTS = MENTIONING.map((name) => FIELDS.indexOf(name));
const NEWLINE = 10;
const PROVIDES = FIELDS.indexOf('Provides');
const MULTI_ARCH = FIELDS.indexOf('Multi-Arch');

/**
 * A verified `Packages` text as a compact index: the names in the order in which they are first met, where each
 * package's paragraph is, who provides what, and paragraphs of only the fields that a resolution reads. A pure function
 * of the text.
 *
 * The order of names is kept because apt breaks its last ties by it.
 * @throws PluginError `malformed-response`
 */
export function buildCompact(packages: Uint8Array): Uint8Array {
  const text = latin1(packages);
  const table = new NameTable();
  const stanzas: number[] = [];
  const provides: number[] = [];
  const body = new Uint8Array(packages.length + 1);
  const fields = new Fields();
  let length = 0;
  for (let at = 0; at < text.length;) {
    at = readFields(text, at, fields);
    if (fields.places.every((place) => place === 0)) continue;
    checkFields(text, fields);
    if (stanzas.length / 3 >= MOST_PACKAGES) throw malformed(`it has more than ${MOST_PACKAGES} packages`);
    const row = stanzas.length / 3;
    const start = length;
    length = keep(fields, packages, body, length);
    stanzas.push(table.id(fields.value(text, 0) ?? ''), start, length - start);
    mention(text, fields, table);
    collectProvides(text, fields, (provided) => provides.push(table.id(provided), row));
  }
  return encodeCompact({
    names: table.names,
    stanzas: Uint32Array.from(stanzas),
    provides: Uint32Array.from(provides),
    body: body.subarray(0, length),
  });
}

class NameTable {
  readonly names: string[] = [];
  private readonly ids = new Map<string, number>();

  id(name: string): number {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    this.names.push(name);
    this.ids.set(name, this.names.length - 1);
    return this.names.length - 1;
  }
}

/** Copies the lines of the kept fields and answers where they end. */
function keep(fields: Fields, from: Uint8Array, into: Uint8Array, at: number): number {
  let length = at;
  for (const slot of KEPT_SLOTS) {
    if (!fields.has(slot)) continue;
    const start = fields.lineStart(slot);
    const end = fields.end(slot);
    into.set(from.subarray(start, end), length);
    length += end - start;
    into[length++] = NEWLINE;
  }
  return length;
}

function mention(text: string, fields: Fields, table: NameTable): void {
  for (const slot of MENTIONING_SLOTS) {
    if (fields.has(slot)) namesIn(text, fields.valueStart(slot), fields.end(slot), (name) => table.id(name));
  }
}

/** With `Multi-Arch: allowed` a package also answers to `name:any`, and so does what it provides. */
function collectProvides(text: string, fields: Fields, visit: (name: string) => void): void {
  const allowed = fields.value(text, MULTI_ARCH) === 'allowed';
  if (allowed) visit(`${fields.value(text, 0)}:any`);
  if (!fields.has(PROVIDES)) return;
  namesIn(text, fields.valueStart(PROVIDES), fields.end(PROVIDES), (name) => {
    visit(name);
    if (allowed && !name.includes(':')) visit(`${name}:any`);
  });
}
