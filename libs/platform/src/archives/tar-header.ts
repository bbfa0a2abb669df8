import { malformed } from './archive-fault.js';

/** Tar consists of blocks of this size. */
export const BLOCK_BYTES = 512;

/** The fields of one header block as they stand there. */
export interface TarHeader {
  /** With the ustar prefix. */
  readonly name: Uint8Array;
  readonly link: Uint8Array;
  /** One character; NUL is `0`. */
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly user: string;
  readonly group: string;
}

/**
 * Reads a header block.
 * @throws IntegrityFault `archive-malformed`
 */
export function readTarHeader(block: Uint8Array): TarHeader {
  if (!checksumHolds(block)) throw malformed('the checksum of a tar header does not hold');
  const type = block[156] ?? 0;
  return {
    name: name(block),
    link: text(block, 157, 100),
    type: type === 0 ? '0' : String.fromCharCode(type),
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: number(block, 124, 12),
    mtime: number(block, 136, 12),
    user: latin1(text(block, 265, 32)),
    group: latin1(text(block, 297, 32)),
  };
}

export const isZeroBlock = (block: Uint8Array): boolean => block.every((value) => value === 0);

/** Whether the block could be a tar header. */
export function checksumHolds(block: Uint8Array): boolean {
  if (block.length < BLOCK_BYTES) return false;
  let sum = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) sum += at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
  const claimed = latin1(text(block, 148, 8)).trim();
  return /^[0-7]+$/.test(claimed) && parseInt(claimed, 8) === sum;
}

/** The prefix field exists only behind POSIX's magic; GNU's (`ustar  `) keeps other things there. */
function name(block: Uint8Array): Uint8Array {
  const own = text(block, 0, 100);
  const prefix = latin1(block.subarray(257, 263)) === 'ustar\0' ? text(block, 345, 155) : new Uint8Array();
  return prefix.length === 0 ? own : Buffer.concat([prefix, Buffer.from('/'), own]);
}

/** Up to the first NUL; a field may be filled to its last byte without one. */
function text(block: Uint8Array, at: number, length: number): Uint8Array {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

/** Octal text, or base 256 in two's complement when the first byte has its high bit set. */
function number(block: Uint8Array, at: number, length: number): number {
  const field = block.subarray(at, at + length);
  const value = ((field[0] ?? 0) & 0x80) === 0 ? octal(field) : base256(field);
  if (!Number.isSafeInteger(value)) throw malformed('a number in a tar header is too large');
  return value;
}

function octal(field: Uint8Array): number {
  const digits = latin1(field)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (digits === '') return 0;
  if (!/^[0-7]+$/.test(digits)) throw malformed(`"${digits}" in a tar header is not an octal number`);
  return parseInt(digits, 8);
}

function base256(field: Uint8Array): number {
  const negative = ((field[0] ?? 0) & 0x40) !== 0;
  let value = negative ? -1n : 0n;
  field.forEach((byte, at) => {
    const bits = at > 0 ? byte : negative ? byte | 0x80 : byte & 0x7f;
    value = at === 0 && negative ? BigInt(bits) - 256n : value * 256n + BigInt(bits);
  });
  return Number(value);
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
