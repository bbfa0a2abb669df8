import { PluginError } from '@quench/plugin-sdk';

/** The fields of one paragraph by lower-case name. Values are trimmed; continuation lines follow a newline each. */
export type Stanza = ReadonlyMap<string, string>;

const FIELD = /^([!-9;-~]+):[ \t]*/;

/**
 * Reads one paragraph of a control file (deb822): `Name: value`, with lines that start with a space or a tab continuing
 * the value above. Comment lines (`#`) are skipped, as in sources files.
 * @param text as `latin1` answers it, without blank lines
 * @throws PluginError `malformed-response` for a line that is neither, and for a field given twice
 */
export function readStanza(text: string): Stanza {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (last === undefined) throw malformed(`it starts with the continuation line "${clip(line)}"`);
      fields.set(last, `${fields.get(last) ?? ''}\n${line.slice(1)}`);
      continue;
    }
    const match = FIELD.exec(line);
    if (match === null) throw malformed(`the line "${clip(line)}" is neither "Field: value" nor a continuation`);
    last = (match[1] ?? '').toLowerCase();
    if (fields.has(last)) throw malformed(`the field ${match[1]} occurs twice`);
    fields.set(last, line.slice(match[0].length));
  }
  return fields;
}

/** The paragraphs of a text, in its order. Blank lines part them. */
export function* readStanzas(text: string): Generator<Stanza> {
  for (const part of text.split(/\n[ \t\r]*\n/)) {
    const stanza = readStanza(part);
    if (stanza.size > 0) yield stanza;
  }
}

/**
 * A field that has to be there.
 * @throws PluginError `malformed-response`
 */
export function required(stanza: Stanza, field: string): string {
  const value = stanza.get(field.toLowerCase());
  if (value === undefined || value === '') {
    throw malformed(`${stanza.get('package') ?? 'it'} has no field ${field}`);
  }
  return value;
}

const clip = (line: string): string => (line.length > 60 ? `${line.slice(0, 60)}…` : line);

const malformed = (what: string): PluginError =>
  new PluginError('malformed-response', `a control paragraph cannot be read: ${what}; fetch the index again`);
