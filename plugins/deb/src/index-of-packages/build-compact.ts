import { bytesOf, latin1 } from '../control/index.js';
import { checkFields } from './check-fields.js';
import { FIELDS, KEPT, malformed, MENTIONING, readFields, type Fields } from './fields.js';
import { encodeCompact } from './compact-format.js';
import { namesIn } from './names-in.js';

const MOST_PACKAGES = 1_000_000;
const KEPT_SLOTS = KEPT.map((name) => FIELDS.indexOf(name));
const MENTIONING_SLOTS = MENTIONING.map((name) => FIELDS.indexOf(name));
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
  const body: string[] = [];
  const fields: Fields = FIELDS.map(() => undefined);
  let length = 0;
  for (let at = 0; at < text.length;) {
    at = readFields(text, at, fields);
    if (fields.every((value) => value === undefined)) continue;
    checkFields(fields);
    if (stanzas.length / 3 >= MOST_PACKAGES) throw malformed(`it has more than ${MOST_PACKAGES} packages`);
    const name = fields[0] ?? '';
    const kept = keep(fields);
    const row = stanzas.length / 3;
    stanzas.push(table.id(name), length, kept.length);
    body.push(kept);
    length += kept.length;
    mention(fields, table);
    collectProvides(fields, (provided) => provides.push(table.id(provided), row));
  }
  return encodeCompact({
    names: table.names,
    stanzas: Uint32Array.from(stanzas),
    provides: Uint32Array.from(provides),
    body: bytesOf(body.join('')),
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

function keep(fields: Fields): string {
  let kept = '';
  for (const slot of KEPT_SLOTS) {
    const value = fields[slot];
    if (value !== undefined && value !== '') kept += `${FIELDS[slot]}: ${value}\n`;
  }
  return kept;
}

function mention(fields: Fields, table: NameTable): void {
  for (const slot of MENTIONING_SLOTS) {
    const value = fields[slot];
    if (value !== undefined) namesIn(value, (name) => table.id(name));
  }
}

/** With `Multi-Arch: allowed` a package also answers to `name:any`, and so does what it provides. */
function collectProvides(fields: Fields, visit: (name: string) => void): void {
  const allowed = fields[MULTI_ARCH] === 'allowed';
  if (allowed) visit(`${fields[0]}:any`);
  const value = fields[PROVIDES];
  if (value === undefined) return;
  namesIn(value, (name) => {
    visit(name);
    if (allowed && !name.includes(':')) visit(`${name}:any`);
  });
}
