import type { Checksum, Checksums } from '@quench/plugin-sdk';

/** Bytes of a hash by the algorithms that npm has ever written. */
const BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };
const HASH = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})(?:\?.*)?$/;

/**
 * The checksums of a text as Subresource Integrity writes it, `sha512-` and base64, several between blanks. Undefined
 * when a part of it is no such hash, or when two of one algorithm leave a choice.
 *
 * A sha1 alone is taken, as npm does: old releases have nothing else, and what is locked is the sha256 of what came.
 */
export function readIntegrity(text: string): Checksums | undefined {
  const checksums = text
    .trim()
    .split(/\s+/)
    .map((part) => checksumOf(part));
  const read = checksums.flatMap((checksum) => checksum ?? []);
  const algorithms = new Set(read.map((checksum) => checksum.split(':')[0]));
  const [first, ...more] = read;
  return first === undefined || read.length < checksums.length || algorithms.size < read.length
    ? undefined
    : [first, ...more];
}

function checksumOf(part: string): Checksum | undefined {
  const [, algorithm = '', base64 = ''] = HASH.exec(part) ?? [];
  const bytes = algorithm === '' || base64.length % 4 !== 0 ? '' : atob(base64);
  if (bytes.length === 0 || bytes.length !== BYTES[algorithm]) return undefined;
  const hex = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return `${algorithm}:${hex}` as Checksum;
}
