import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import type { ImageEntry } from '@quench/plugin-sdk';
import { codecVersion, PINNED_ZLIB, requirePinnedZlib } from './codec.js';
import { CHUNK_BYTES, deflateRange, GZIP_HEADER, gzipTrailer } from './gzip.js';
import { writeTar } from './tar-writer.js';

const owned = { uid: 0, gid: 0, mtime: 1_700_000_000 };

/** Words and noise in a fixed mixture, so that matches, literals and dictionaries all occur. */
function text(size: number, seed: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  for (let at = 0; at < size;) {
    const word = `${(next() >>> 22).toString(36)} `.repeat(1 + (next() >>> 30));
    at += bytes.write(next() >>> 29 === 0 ? next().toString(2) : word, at, 'latin1') || 1;
  }
  return bytes;
}

const file = (path: string, content: Uint8Array, mode = 0o644): ImageEntry => ({
  ...owned,
  ...{ type: 'file', path, mode, content },
});

/** Entries of every kind that a layer can have. */
const LAYERS: Readonly<Record<string, readonly ImageEntry[]>> = {
  nothing: [],
  'every kind of entry': [
    { ...owned, type: 'directory', path: 'usr', mode: 0o755 },
    { ...owned, type: 'directory', path: 'tmp', mode: 0o1777 },
    { ...owned, type: 'directory', path: 'home', mode: 0o700, uid: 65532, gid: 65532 },
    file('usr/empty', Buffer.alloc(0)),
    file('usr/tool', Buffer.from('#!/usr/bin/node\n'), 0o755),
    file(`usr/${'long-'.repeat(40)}`, Buffer.from('long')),
    file('usr/Főtanúsítvány.crt', Buffer.from('certificate\n')),
    { ...owned, type: 'symlink', path: 'bin', mode: 0o777, target: 'usr/bin' },
    { ...owned, type: 'symlink', path: 'usr/far', mode: 0o777, target: `/${'far/'.repeat(40)}` },
    { ...owned, type: 'hardlink', path: 'a', mode: 0o755, target: 'usr/tool' },
  ],
  'several chunks': [file('big', text(3 * CHUNK_BYTES + 4321, 1)), file('second', text(70_000, 2))],
  'one chunk exactly': [file('exact', text(CHUNK_BYTES - 1536, 3))],
};

/** Digests of archive and compressed layer, for codec version 2. Other bytes need another version. */
const GOLDEN: Readonly<Record<string, readonly [diffId: string, layer: string]>> = {
  nothing: [
    'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
    'sha256:8564620f1ca97e2d67cda7086a6271585fd2eef5a44e617537e7c36ee7da3ead',
  ],
  'every kind of entry': [
    'sha256:6dd98bace52a7fcce5dc56ae2f7b6e511fbc272fe59fce59676c6400e53ec02b',
    'sha256:ac9ba6d822b47531c48b48eaf0e641c5687bfe668b9baa6095beae29c00218f9',
  ],
  'several chunks': [
    'sha256:310068d0c36453b6ea33ee8abda4d3303d19ddcaf3bcc1f015f23d860256e707',
    'sha256:31f45bb101811763a11943183ccebe4e6b9ed09bb9d43d66989801bd3ba9291a',
  ],
  'one chunk exactly': [
    'sha256:fb0fe5d55899ba91a463ba5d2a8b0de11afafdcf8d316cce4923d54bf9343f6a',
    'sha256:6072bbc58454a83209aa3b695e22bbb98b7ad530514525c8fcd0479216f6cc88',
  ],
};

function gzip(tar: Uint8Array): Uint8Array {
  return Buffer.concat([GZIP_HEADER, deflateRange(tar, { start: 0, end: tar.length, use: 'image' }), gzipTrailer(tar)]);
}

describe('codec version 2', () => {
  it('is what this version writes', () => {
    expect(codecVersion).toBe(2);
  });

  it.each(Object.keys(LAYERS))('gives the archive and the layer that it always gave: %s', (name) => {
    const tar = writeTar(LAYERS[name] ?? []);
    requirePinnedZlib(process.versions.zlib);
    expect([sha256(tar), sha256(gzip(tar))]).toEqual(GOLDEN[name]);
  });

  it('is refused with another zlib, which would give other bytes', () => {
    expect(() => requirePinnedZlib(PINNED_ZLIB)).not.toThrow();
    for (const other of ['1.2.13', undefined]) {
      expect(() => requirePinnedZlib(other)).toThrow(
        expect.objectContaining({ name: 'Rejection', code: 'zlib-not-pinned' }),
      );
    }
  });
});
