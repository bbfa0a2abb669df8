import { malformed } from './fields.js';

const HEADER_NUMBERS = 2;

/**
 * Parts of bytes behind one another, little-endian: a number that says what they are, how many there are, the length of
 * each, then the parts, each from a multiple of four.
 */
export function joinSections(magic: number, sections: readonly Uint8Array[]): Uint8Array {
  const lengths = sections.map(({ byteLength }) => byteLength);
  const header = Uint32Array.from([magic, sections.length, ...lengths]);
  const out = new Uint8Array(header.byteLength + lengths.reduce((sum, length) => sum + padded(length), 0));
  out.set(bytesOfNumbers(header));
  let at = header.byteLength;
  for (const section of sections) {
    out.set(section, at);
    at += padded(section.byteLength);
  }
  return out;
}

/**
 * The parts, as many as there are names.
 * @throws PluginError `malformed-response` for bytes that {@link joinSections} did not write
 */
export function splitSections<Name extends string>(
  bytes: Uint8Array,
  magic: number,
  names: readonly Name[],
): Readonly<Record<Name, Uint8Array>> {
  const count = names.length;
  const headerBytes = (HEADER_NUMBERS + count) * 4;
  if (bytes.length < headerBytes) throw malformed('its compact form is cut off');
  const [found, parts, ...lengths] = numbersIn(bytes.subarray(0, headerBytes));
  const total = lengths.reduce((sum, length) => sum + padded(length), headerBytes);
  if (found !== magic || parts !== count || total !== bytes.length) throw malformed('its compact form is damaged');
  let at = headerBytes;
  const sections = names.map((name, number) => {
    const start = at;
    at += padded(lengths[number] ?? 0);
    return [name, bytes.subarray(start, start + (lengths[number] ?? 0))];
  });
  // One for each name.
  return Object.fromEntries(sections) as Record<Name, Uint8Array>;
}

/** Every platform that the product runs on is little-endian; the header tells when one is not. */
export const bytesOfNumbers = (numbers: Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** A view where the bytes start at a multiple of four, else of a copy. */
export function numbersIn(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;
