import { malformed, tooLarge } from './archive-fault.js';

/** `xz -9` takes 64 MiB. The decoder reserves what the header asks for. */
const MAX_DICTIONARY_BYTES = 128 * 1024 * 1024;
const STREAM_HEADER_BYTES = 12;
const CHECK_BYTES: Readonly<Record<number, number>> = { 0: 0, 1: 4, 4: 8, 10: 32 };

/**
 * How many bytes an xz file unfolds to, exactly: LZMA2 writes it before each chunk, so nothing has to be decoded. The
 * index at the end says so too, but a decoder compares it only when all is unfolded, which is too late for a bomb.
 * The .xz File Format 1.2.1, sections 2 to 4.
 * @throws IntegrityFault `archive-malformed`, `archive-too-large`
 */
export function unfoldedXzBytes(bytes: Uint8Array): number {
  let at = 0;
  let total = 0;
  while (at < bytes.length) {
    const stream = readStream(bytes, at);
    total += stream.unfolded;
    at = stream.end;
    // Padding between streams: zeros in steps of four.
    while (at < bytes.length && byte(bytes, at) === 0) at++;
  }
  return total;
}

function readStream(bytes: Uint8Array, start: number): { readonly unfolded: number; readonly end: number } {
  const check = CHECK_BYTES[byte(bytes, start + 7) & 0x0f];
  if (check === undefined) throw malformed('its xz header names an unknown check');
  let at = start + STREAM_HEADER_BYTES;
  let unfolded = 0;
  while (byte(bytes, at) !== 0) {
    const chunks = readChunks(bytes, readBlockHeader(bytes, at));
    unfolded += chunks.unfolded;
    at = align(chunks.end - start) + start + check;
  }
  return { unfolded, end: endOfIndex(bytes, at, start) + STREAM_HEADER_BYTES };
}

/** Answers where the block's data starts. */
function readBlockHeader(bytes: Uint8Array, at: number): number {
  const end = at + (byte(bytes, at) + 1) * 4;
  const flags = byte(bytes, at + 1);
  let cursor = at + 2;
  for (const flag of [0x40, 0x80]) if ((flags & flag) !== 0) cursor = readNumber(bytes, cursor).end;
  for (let left = (flags & 3) + 1; left > 0; left--) {
    const id = readNumber(bytes, cursor);
    const size = readNumber(bytes, id.end);
    if (id.value === LZMA2) refuseLargeDictionary(byte(bytes, size.end));
    cursor = size.end + size.value;
    if (cursor > end) throw malformed('an xz block header is too short');
  }
  return end;
}

const LZMA2 = 0x21;

function refuseLargeDictionary(code: number): void {
  const size = (2 | (code & 1)) * 2 ** ((code >> 1) + 11);
  if (size > MAX_DICTIONARY_BYTES) throw tooLarge(`its xz dictionary needs ${size} bytes, of ${MAX_DICTIONARY_BYTES}`);
}

/** Sums what the LZMA2 chunks of a block unfold to. */
function readChunks(bytes: Uint8Array, start: number): { readonly unfolded: number; readonly end: number } {
  let at = start;
  let unfolded = 0;
  for (let control = byte(bytes, at); control !== 0; control = byte(bytes, at)) {
    const low = byte(bytes, at + 1) * 256 + byte(bytes, at + 2) + 1;
    if (control >= 0x80) {
      unfolded += (control & 0x1f) * 65536 + low;
      at += 5 + (control >= 0xc0 ? 1 : 0) + byte(bytes, at + 3) * 256 + byte(bytes, at + 4) + 1;
    } else if (control <= 2) {
      unfolded += low;
      at += 3 + low;
    } else {
      throw malformed('an LZMA2 chunk starts with an unknown byte');
    }
  }
  return { unfolded, end: at + 1 };
}

function endOfIndex(bytes: Uint8Array, start: number, streamStart: number): number {
  const records = readNumber(bytes, start + 1);
  let at = records.end;
  for (let left = records.value * 2; left > 0; left--) at = readNumber(bytes, at).end;
  return align(at - streamStart) + streamStart + 4;
}

function readNumber(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < start + 9; at++) {
    const part = byte(bytes, at);
    value += (part & 0x7f) * 2 ** (7 * (at - start));
    if (part < 0x80) return { value, end: at + 1 };
  }
  throw malformed('a number in its xz structure is too long');
}

const align = (size: number): number => Math.ceil(size / 4) * 4;

function byte(bytes: Uint8Array, at: number): number {
  const value = bytes[at];
  if (value === undefined) throw malformed('its xz data ends too early');
  return value;
}
