import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHUNK_BYTES, deflateRange, GZIP_HEADER, gzipTrailer, type LayerUse } from './gzip.js';

/** Half repeating, half noise, so that dictionaries matter. */
function sample(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 1;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = at % 64 < 48 ? at % 48 : state >>> 24;
  }
  return bytes;
}

function gzip(plain: Uint8Array, chunksPerRange: number, use: LayerUse = 'image'): Buffer {
  const parts: Uint8Array[] = [GZIP_HEADER];
  for (let at = 0; at === 0 || at < plain.length; at += chunksPerRange * CHUNK_BYTES) {
    const end = Math.min(at + chunksPerRange * CHUNK_BYTES, plain.length);
    parts.push(deflateRange(plain, { start: at, end, use }));
  }
  return Buffer.concat([...parts, gzipTrailer(plain)]);
}

describe('gzip in chunks', () => {
  const sizes = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17];

  it.each(sizes)('is read back by zlib and by the gzip of the system: %d bytes', (size) => {
    const plain = sample(size);
    const packed = gzip(plain, 1);
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    const unpacked = execFileSync('gzip', ['-dc'], { input: packed, maxBuffer: 64 * 1024 * 1024 });
    expect(unpacked.equals(plain)).toBe(true);
  });

  it('gives the same bytes however the work is cut', () => {
    const plain = sample(5 * CHUNK_BYTES + 123);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), (chunks) => gzip(plain, chunks).equals(gzip(plain, 1))),
      { numRuns: 8 },
    );
  });

  it('is read back where it was made for a test, too, with less work', () => {
    const plain = sample(3 * CHUNK_BYTES + 17);
    const packed = gzip(plain, 2, 'test');
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    expect(packed.equals(gzip(plain, 2))).toBe(false);
  });

  it('carries neither a name nor a time nor a system', () => {
    expect(gzip(sample(10), 1).subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
  });
});
