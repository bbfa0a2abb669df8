import { PluginError } from '@quench/plugin-sdk';

/** The fields of a `Packages` paragraph that a resolution reads. */
export const KEPT = [
  'Package',
  'Version',
  'Source',
  'Architecture',
  'Multi-Arch',
  'Essential',
  'Important',
  'Protected',
  'Priority',
  'Pre-Depends',
  'Depends',
  'Recommends',
  'Suggests',
  'Conflicts',
  'Breaks',
  'Provides',
  'Filename',
  'Size',
  'SHA256',
] as const;

/** Only read for the order in which names are first met. */
export const MENTIONING = [
  'Pre-Depends',
  'Depends',
  'Conflicts',
  'Breaks',
  'Recommends',
  'Suggests',
  'Replaces',
  'Enhances',
  'Provides',
] as const;

/** Slots of {@link Fields}: every field that is read at all. */
export const FIELDS: readonly string[] = [...new Set<string>([...KEPT, ...MENTIONING])];
const SLOTS = new Map(FIELDS.map((name, slot) => [name.toLowerCase(), slot]));
/** As archives spell them: a look-up without lower-casing. */
const SPELLED = new Map(FIELDS.map((name, slot) => [name, slot]));

/** Where a paragraph has its fields, as three places in the text per slot; 0 to 0 where it lacks one. */
export class Fields {
  /** Per slot: where the line starts, where its value starts, where the value ends. */
  readonly places = new Uint32Array(FIELDS.length * 3);

  has(slot: number): boolean {
    return this.places[slot * 3 + 2] !== 0;
  }

  valueStart(slot: number): number {
    return this.places[slot * 3 + 1] ?? 0;
  }

  end(slot: number): number {
    return this.places[slot * 3 + 2] ?? 0;
  }

  lineStart(slot: number): number {
    return this.places[slot * 3] ?? 0;
  }

  /** Undefined where the paragraph lacks the field. */
  value(text: string, slot: number): string | undefined {
    return this.has(slot) ? text.slice(this.valueStart(slot), this.end(slot)).trim() : undefined;
  }

  put(slot: number, lineStart: number, valueStart: number, end: number): void {
    if (this.has(slot)) throw malformed(`the field ${FIELDS[slot]} occurs twice in one paragraph`);
    this.places.set([lineStart, valueStart, end], slot * 3);
  }
}

const NEWLINE = 10;
const isBlank = (code: number): boolean => code === 32 || code === 9;

/**
 * Reads the paragraph that starts at `from` and answers where the next one may start.
 * @throws PluginError `malformed-response`
 */
export function readFields(text: string, from: number, into: Fields): number {
  into.places.fill(0);
  let at = from;
  while (at < text.length) {
    let end = endOfLine(text, at);
    if (end === at) return end + 1;
    const colon = text.indexOf(':', at);
    if (colon < at + 1 || colon > end) throw malformedLine(text.slice(at, end));
    const slot = isWorth(text.charCodeAt(at), colon - at) ? slotOf(text.slice(at, colon)) : undefined;
    while (end + 1 < text.length && isBlank(text.charCodeAt(end + 1))) end = endOfLine(text, end + 1);
    if (slot !== undefined) into.put(slot, at, colon + 1, end);
    at = end + 1;
  }
  return at;
}

const slotOf = (name: string): number | undefined => SPELLED.get(name) ?? SLOTS.get(name.toLowerCase());

/** Lengths and first letters of the fields that are read: most lines are of others, and need not be looked up. */
const WORTH = new Uint8Array(256 * 64);
for (const name of FIELDS) {
  WORTH[name.charCodeAt(0) * 64 + name.length] = 1;
  WORTH[name.toLowerCase().charCodeAt(0) * 64 + name.length] = 1;
}
const isWorth = (first: number, length: number): boolean => length < 64 && WORTH[first * 64 + length] === 1;

function endOfLine(text: string, from: number): number {
  if (text.charCodeAt(from) === NEWLINE) return from;
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

const malformedLine = (line: string): PluginError =>
  malformed(`the line "${line.slice(0, 60)}" is neither "Field: value" nor a continuation`);

/** What an index that cannot be read throws. */
export const malformed = (what: string): PluginError =>
  new PluginError('malformed-response', `the package index cannot be read: ${what}`);
