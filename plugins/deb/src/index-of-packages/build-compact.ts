import { latin1 } from '../control/index.js';
import { checkFields } from './check-fields.js';
import { encodeCompact } from './compact-format.js';
import { Fields, FIELDS, malformed, MENTIONING, readFields } from './fields.js';
import { encodeFlags } from './flags.js';
import { namesIn } from './names-in.js';
import { RELATION_FIELDS, RelationEncoder } from './relation-codes.js';
import { TextNumbers } from './text-table.js';

const MOST_PACKAGES = 1_000_000;
const SLOTS = new Map(FIELDS.map((name, slot) => [name, slot]));
const slotOf = (field: string): number => SLOTS.get(field) ?? 0;
const RELATIONS = MENTIONING.map((name) => ({
  slot: slotOf(name),
  field: RELATION_FIELDS.find((field) => field === name),
}));

/**
 * A verified `Packages` text as a compact index: the names in the order in which they are first met, who provides what,
 * and of each package what a resolution reads, its relations as numbers. A pure function of the text.
 *
 * The order of names is kept because apt breaks its last ties by it.
 * @throws PluginError `malformed-response`
 */
export function buildCompact(packages: Uint8Array): Uint8Array {
  const text = latin1(packages);
  const rows = new Rows(text);
  const fields = new Fields();
  for (let at = 0; at < text.length;) {
    at = readFields(text, at, fields);
    if (fields.places.every((place) => place === 0)) continue;
    checkFields(text, fields);
    if (rows.digests.length >= MOST_PACKAGES) throw malformed(`it has more than ${MOST_PACKAGES} packages`);
    rows.add(fields);
  }
  return encodeCompact({
    names: rows.names.texts,
    texts: rows.texts.texts,
    rows: rows.numbers,
    provides: rows.provides,
    relations: rows.relations.codes,
    digests: rows.digests,
  });
}

class Rows {
  readonly names = new TextNumbers();
  readonly texts = new TextNumbers();
  readonly numbers: number[] = [];
  readonly provides: number[] = [];
  readonly digests: string[] = [];
  readonly relations: RelationEncoder;

  constructor(private readonly text: string) {
    // Where a paragraph lacks a field.
    this.texts.of('');
    this.relations = new RelationEncoder(text, this.names, this.texts);
  }

  add(fields: Fields): void {
    const value = (field: string): string => fields.value(this.text, slotOf(field)) ?? '';
    const size = Number(value('Size'));
    const name = this.names.of(value('Package'));
    for (const { slot, field } of RELATIONS) {
      if (!fields.has(slot)) continue;
      const [start, end] = [fields.valueStart(slot), fields.end(slot)];
      if (field === undefined) namesIn(this.text, start, end, (mentioned) => this.names.of(mentioned));
      else this.relations.encode(field, start, end);
    }
    this.collectProvides(fields);
    this.numbers.push(
      name,
      this.texts.of(value('Version')),
      this.texts.of(value('Architecture')),
      encodeFlags((field) => fields.value(this.text, slotOf(field))),
      this.texts.of(value('Source')),
      this.texts.add(value('Filename')),
      size % 2 ** 32,
      Math.floor(size / 2 ** 32),
      this.relations.codes.length,
    );
    this.digests.push(value('SHA256'));
  }

  /** With `Multi-Arch: allowed` a package also answers to `name:any`, and so does what it provides. */
  private collectProvides(fields: Fields): void {
    const row = this.digests.length;
    const provide = (name: string): unknown => this.provides.push(this.names.of(name), row);
    const allowed = fields.value(this.text, slotOf('Multi-Arch')) === 'allowed';
    if (allowed) provide(`${fields.value(this.text, slotOf('Package')) ?? ''}:any`);
    const slot = slotOf('Provides');
    if (!fields.has(slot)) return;
    namesIn(this.text, fields.valueStart(slot), fields.end(slot), (name) => {
      provide(name);
      if (allowed && !name.includes(':')) provide(`${name}:any`);
    });
  }
}
