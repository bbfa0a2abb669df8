import { PluginError } from '@quench/plugin-sdk';

/** The fields of a `Packages` paragraph that a resolution reads, in the order in which the compact index keeps them. */
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

/** The values of one paragraph by slot; undefined where it lacks the field. */
export type Fields = (string | undefined)[];

const NEWLINE = 10;
const isBlank = (code: number): boolean => code === 32 || code === 9;

/**
 * Reads the paragraph that starts at `from` and answers where the next one may start.
 * @throws PluginError `malformed-response`
 */
export function readFields(text: string, from: number, into: Fields): number {
  into.fill(undefined);
  let at = from;
  while (at < text.length) {
    let end = endOfLine(text, at);
    if (end === at) return end + 1;
    const colon = text.indexOf(':', at);
    if (colon < at + 1 || colon > end) throw malformedLine(text.slice(at, end));
    const slot = slotOf(text.slice(at, colon));
    while (end + 1 < text.length && isBlank(text.charCodeAt(end + 1))) end = endOfLine(text, end + 1);
    if (slot !== undefined) {
      if (into[slot] !== undefined) throw malformed(`the field ${FIELDS[slot]} occurs twice in one paragraph`);
      into[slot] = text.slice(colon + 1, end).trim();
    }
    at = end + 1;
  }
  return at;
}

const slotOf = (name: string): number | undefined => SPELLED.get(name) ?? SLOTS.get(name.toLowerCase());

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
