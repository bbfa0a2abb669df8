import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Compressed alone, so that several threads can work on one stream; the cut is part of the codec's version. */
export const CHUNK_BYTES = 1024 * 1024;
/** Deflate looks back 32 KiB at most. Each chunk is given the bytes before it, as if it had been compressed with them. */
const DICTIONARY_BYTES = 32 * 1024;
/** How hard layers are compressed, by what they are for. */
const LEVELS = {
  /** Half the work of zlib's usual 6 for layers that are a fortieth larger; part of the codec's version. */
  image: 4,
  /** Nobody pulls them: they are unpacked again for the next test, on this machine. */
  test: 1,
} as const;

/** What a layer is for. */
export type LayerUse = keyof typeof LEVELS;
/** Handed over at a time by zlib; its output does not depend on it, but small steps cost a twentieth of the whole. */
const STEP_BYTES = 64 * 1024;
const EMPTY_LAST_CHUNK = Uint8Array.of(0x03, 0x00);

/** No name, no time, operating system unknown: nothing that two machines could differ in (RFC 1952). */
export const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);

/** Part of a layer. */
export interface LayerRange {
  /** Bytes. */
  readonly start: number;
  /** Bytes; not in it. */
  readonly end: number;
  readonly use: LayerUse;
}

/**
 * The compressed form of `plain` from `start` up to `end`, both at the bounds of chunks. The results of all ranges, one
 * after the other, are one raw deflate stream, whoever made which.
 */
export function deflateRange(plain: Uint8Array, { start, end, use }: LayerRange): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  for (let at = start; at < end; at += CHUNK_BYTES) chunks.push(deflateChunk(plain, at, LEVELS[use]));
  if (plain.length === 0) chunks.push(EMPTY_LAST_CHUNK);
  // Not Buffer.concat: small ones share a buffer, which cannot be handed to another thread.
  const stream = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let filled = 0;
  for (const chunk of chunks) {
    stream.set(chunk, filled);
    filled += chunk.length;
  }
  return stream;
}

function deflateChunk(plain: Uint8Array, at: number, level: number): Uint8Array {
  const end = Math.min(at + CHUNK_BYTES, plain.length);
  return deflateRawSync(plain.subarray(at, end), {
    level,
    memLevel: 9,
    chunkSize: STEP_BYTES,
    finishFlush: end === plain.length ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    ...(at === 0 ? {} : { dictionary: plain.subarray(Math.max(0, at - DICTIONARY_BYTES), at) }),
  });
}

/** Checksum and length of the plain bytes, which end the stream. */
export function gzipTrailer(plain: Uint8Array): Uint8Array {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(plain), 0);
  trailer.writeUInt32LE(plain.length % 2 ** 32, 4);
  return trailer;
}
