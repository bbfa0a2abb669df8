import { malformed } from './archive-fault.js';

/**
 * The records of a pax header: `length key=value\n`, where length counts the whole record in bytes.
 * @throws IntegrityFault `archive-malformed`
 */
export function readPaxRecords(content: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const digits = Buffer.from(content.subarray(at, Math.max(at, space))).toString('latin1');
    const end = at + (/^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : 0);
    const equals = content.indexOf(0x3d, space);
    if (space < 0 || equals < 0 || end <= equals || end > content.length || content[end - 1] !== 0x0a) {
      throw malformed('a pax record has a wrong length');
    }
    records.set(
      Buffer.from(content.subarray(space + 1, equals)).toString('utf8'),
      content.subarray(equals + 1, end - 1),
    );
    at = end;
  }
  return records;
}

/**
 * A number of a record; fractions of seconds are cut off.
 * @throws IntegrityFault `archive-malformed`
 */
export function paxNumber(value: Uint8Array): number {
  const text = Buffer.from(value).toString('latin1');
  if (!/^-?\d{1,15}(?:\.\d*)?$/.test(text))
    throw malformed(`the pax record value "${text.slice(0, 40)}" is not a number`);
  return Math.floor(Number(text));
}
