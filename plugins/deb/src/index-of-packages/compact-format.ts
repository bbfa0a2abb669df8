import { bytesOf, latin1 } from '../control/index.js';
import { malformed } from './fields.js';

/** The parts of a compact index. */
export interface CompactParts {
  /** In the order in which the text first mentions them. */
  readonly names: readonly string[];
  /** Three numbers per package: its name, and where its paragraph starts in `body` and how long it is. */
  readonly stanzas: Uint32Array;
  /** Two numbers per provision: the provided name and the number of the package. */
  readonly provides: Uint32Array;
  readonly body: Uint8Array;
}

/** Raised when {@link encodeCompact} or what is put into it changes; part of the key under which the host caches. */
export const COMPACT_VERSION = 2;
const MAGIC = 0x51_44_49_00 + COMPACT_VERSION;
const HEADER = 6 * 4;

/** Little-endian: a header of six numbers, then the parts, the names joined by newlines. */
export function encodeCompact(parts: CompactParts): Uint8Array {
  const names = bytesOf(parts.names.join('\n'));
  const numbers = parts.stanzas.byteLength + parts.provides.byteLength;
  const out = new Uint8Array(HEADER + numbers + names.length + parts.body.length);
  const header = [MAGIC, parts.names.length, parts.stanzas.length, parts.provides.length, names.length];
  out.set(littleEndian(Uint32Array.from([...header, parts.body.length])), 0);
  out.set(littleEndian(parts.stanzas), HEADER);
  out.set(littleEndian(parts.provides), HEADER + parts.stanzas.byteLength);
  out.set(names, HEADER + numbers);
  out.set(parts.body, HEADER + numbers + names.length);
  return out;
}

/** @throws PluginError `malformed-response` for bytes that {@link encodeCompact} did not write */
export function decodeCompact(bytes: Uint8Array): CompactParts {
  if (bytes.length < HEADER) throw malformed('its compact form is cut off');
  const header = numbersAt(bytes, 0, 6);
  const [magic = 0, count = 0, stanzas = 0, provides = 0, namesLength = 0, bodyLength = 0] = header;
  const numbers = HEADER + (stanzas + provides) * 4;
  if (magic !== MAGIC || bytes.length !== numbers + namesLength + bodyLength) {
    throw malformed('its compact form is damaged');
  }
  const joined = latin1(bytes.subarray(numbers, numbers + namesLength));
  return {
    names: count === 0 ? [] : joined.split('\n'),
    stanzas: numbersAt(bytes, HEADER, stanzas),
    provides: numbersAt(bytes, HEADER + stanzas * 4, provides),
    body: bytes.subarray(numbers + namesLength),
  };
}

/** Copies: the source may start at any offset, a view of 32-bit numbers may not. */
function numbersAt(bytes: Uint8Array, offset: number, count: number): Uint32Array {
  const copy = bytes.slice(offset, offset + count * 4);
  return new Uint32Array(copy.buffer, copy.byteOffset, count);
}

/** Every platform that the product runs on is little-endian; the header tells when one is not. */
const littleEndian = (numbers: Uint32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
