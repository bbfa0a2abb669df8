import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { compressSync as xzSync } from '@napi-rs/lzma/xz';
import { buildDeb, sealTarHeader, tarHeader, writeAr, writeTar, type TarEntry } from '@quench/testing';
import { decompress, unpackArchive } from './index.js';

const LIMITS = { maxBytes: 1_000_000, maxEntries: 100 };
const END = Buffer.alloc(1024);
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const tar = (...entries: TarEntry[]): Uint8Array => writeTar(entries);
const code = (expected: string): unknown => expect.objectContaining({ name: 'IntegrityFault', code: expected });
const pax = (records: string): Uint8Array =>
  Buffer.concat([tarHeader({ path: 'PaxHeader', type: 'x', content: records }), block(records)]);
const block = (content: string): Uint8Array =>
  Buffer.concat([Buffer.from(content), Buffer.alloc((512 - (Buffer.byteLength(content) % 512)) % 512)]);
const record = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(rest);
  return `${length + String(length + String(length).length).length}${rest}`;
};

describe('unpacking a .deb', () => {
  it('gives the members of the ar, and their entries when unpacked again', async () => {
    const deb = buildDeb({ name: 'hello', version: '1', files: { 'usr/bin/hello': { content: 'x', mode: 0o755 } } });
    const members = await unpackArchive(deb, LIMITS);
    expect(members.map(({ path }) => path)).toEqual(['debian-binary', 'control.tar.gz', 'data.tar.gz']);
    expect(text(members[0]?.content)).toBe('2.0\n');
    const data = await unpackArchive(members[2]?.content ?? new Uint8Array(), LIMITS);
    expect(data.map(({ path, type, mode }) => [path, type, mode])).toEqual([
      ['usr', 'directory', 0o755],
      ['usr/bin', 'directory', 0o755],
      ['usr/bin/hello', 'file', 0o755],
    ]);
  });

  it.each([
    ['a member without its end mark', (deb: Buffer) => deb.fill(0x20, 66, 68)],
    ['an ar cut within a member', (deb: Buffer) => deb.subarray(0, deb.length - 40)],
    ['an ar cut within a header', (deb: Buffer) => Buffer.concat([deb, Buffer.from('data.tar')])],
    ['a member twice', () => Buffer.from(writeAr([member('a'), member('a')]))],
  ])('refuses %s', async (_what, damage) => {
    const deb = Buffer.from(buildDeb({ name: 'hello', version: '1' }));
    await expect(unpackArchive(damage(deb), LIMITS)).rejects.toEqual(code('archive-malformed'));
  });
});

const member = (name: string): { name: string; content: Uint8Array } => ({ name, content: Buffer.from('1') });

describe('unpacking a tar', () => {
  const plain = tar({ path: './a', content: 'one' }, { path: 'b/', type: '5' }, { path: 'c', type: '2', link: '../x' });

  it.each([
    ['plain', plain],
    ['gzip', gzipSync(plain)],
    ['xz', xzSync(plain)],
    ['two xz streams', Buffer.concat([xzSync(plain.subarray(0, 700)), xzSync(plain.subarray(700))])],
    ['zstd', zstdCompressSync(plain)],
  ])('reads it %s', async (_what, bytes) => {
    const entries = await unpackArchive(bytes, LIMITS);
    expect(entries.map(({ path, type, target, content }) => [path, type, target, text(content)])).toEqual([
      ['a', 'file', undefined, 'one'],
      ['b', 'directory', undefined, ''],
      ['c', 'symlink', '../x', ''],
    ]);
  });

  it('reads names of every length', async () => {
    const names = [50, 99, 100, 101, 255, 300].map((length) =>
      `./${'x/'.repeat((length - 3) / 2)}`.padEnd(length, 'n'),
    );
    const entries = await unpackArchive(tar(...names.map((path) => ({ path }))), LIMITS);
    expect(entries.map(({ path }) => path)).toEqual(names.map((name) => name.slice(2)));
  });

  it('reads long links, and hard links as paths from the root', async () => {
    const link = `../${'l'.repeat(200)}`;
    const entries = await unpackArchive(
      tar({ path: 'f', content: 'x' }, { path: 's', type: '2', link }, { path: 'h', type: '1', link: './f' }),
      LIMITS,
    );
    expect(entries.map(({ target }) => target)).toEqual([undefined, link, 'f']);
  });

  it('reads pax records, passes over global ones, and cuts fractions of time', async () => {
    const records = record('path', './päth') + record('mtime', '12.9') + record('uid', '7') + record('uname', 'bob');
    const global = Buffer.concat([
      tarHeader({ path: 'g', type: 'g', content: record('path', 'no') }),
      block(record('path', 'no')),
    ]);
    const [entry] = await unpackArchive(Buffer.concat([global, pax(records), tar({ path: 'short' })]), LIMITS);
    expect(entry).toMatchObject({ path: 'päth', mtime: 12, uid: 7, user: 'bob' });
  });

  it('takes the size of a pax record', async () => {
    const header = Buffer.from(tarHeader({ path: 'big' }));
    header.write('00000000000', 124);
    const bytes = Buffer.concat([pax(record('size', '3')), sealTarHeader(header), block('abc'), END]);
    expect(text((await unpackArchive(bytes, LIMITS))[0]?.content)).toBe('abc');
  });

  it('reads numbers in base 256, negative ones too', async () => {
    const header = Buffer.from(tarHeader({ path: 'f' }));
    header.fill(0, 108, 116).writeUInt8(0x80, 108);
    header.writeUInt32BE(3_000_000, 112);
    header.fill(0xff, 136, 148);
    const [entry] = await unpackArchive(Buffer.concat([sealTarHeader(header), END]), LIMITS);
    expect(entry).toMatchObject({ uid: 3_000_000, mtime: -1 });
  });

  it('reads the prefix of ustar names, and not of GNU ones', async () => {
    const header = Buffer.from(tarHeader({ path: 'f' }));
    header.write('pre/fix', 345);
    const gnu = await unpackArchive(Buffer.concat([sealTarHeader(header), END]), LIMITS);
    header.write('ustar\0' + '00', 257);
    const ustar = await unpackArchive(Buffer.concat([sealTarHeader(header), END]), LIMITS);
    expect([gnu[0]?.path, ustar[0]?.path]).toEqual(['f', 'pre/fix/f']);
  });

  it('reads the type NUL as a file', async () => {
    const entries = await unpackArchive(tar({ path: 'f', type: '\0', content: 'x' }), LIMITS);
    expect(entries[0]?.type).toBe('file');
  });

  it('reads paths in their shortest spelling', async () => {
    const entries = await unpackArchive(
      tar({ path: './a//b' }, { path: 'a/./c' }, { path: 'h', type: '1', link: 'a/.//b' }),
      LIMITS,
    );
    expect(entries.map(({ path, target }) => [path, target])).toEqual([
      ['a/b', undefined],
      ['a/c', undefined],
      ['h', 'a/b'],
    ]);
  });

  it('reads once what is there twice', async () => {
    const twice = { content: 'x', mtime: 5 };
    const entries = await unpackArchive(tar({ path: 'a/b', ...twice }, { path: 'a/./b', ...twice }), LIMITS);
    expect(entries.map(({ path }) => path)).toEqual(['a/b']);
  });

  it('reads an empty one', async () => {
    expect(await unpackArchive(END, LIMITS)).toEqual([]);
  });

  it.each<[string, TarEntry[]]>([
    ['a path with ..', [{ path: './a/../../etc/passwd' }]],
    ['an absolute path', [{ path: '/etc/passwd' }]],
    ['a name that is not NFC', [{ path: 'e\u0301' }]],
    ['a newline in a name', [{ path: 'a\nb' }]],
    ['a hard link outside', [{ path: 'h', type: '1', link: '../../etc/shadow' }]],
    ['an absolute hard link', [{ path: 'h', type: '1', link: '/etc/shadow' }]],
    ['a hard link to nothing', [{ path: 'h', type: '1', link: 'gone' }]],
    ['a character device', [{ path: 'dev/null', type: '3' }]],
    ['a block device', [{ path: 'dev/sda', type: '4' }]],
    ['a fifo', [{ path: 'pipe', type: '6' }]],
    ['a sparse file', [{ path: 's', type: 'S' }]],
    ['a link to nothing', [{ path: 's', type: '2', link: '' }]],
    ['a path twice', [{ path: 'a' }, { path: './a', content: 'x' }]],
    ['a path twice in two modes', [{ path: 'a' }, { path: './a', mode: 0o755 }]],
    ['a path in two spellings', [{ path: 'a/b' }, { path: 'a/.//b', type: '5' }]],
    [
      'a file below a symlink in another spelling',
      [{ path: 'a/usr', type: '2', link: '/etc' }, { path: 'a/./usr//x' }],
    ],
    ['a file below a symlink', [{ path: 'usr', type: '2', link: '/etc' }, { path: 'usr/passwd' }]],
    ['a file below a file', [{ path: 'usr/passwd' }, { path: 'usr' }]],
  ])('refuses %s', async (_what, entries) => {
    await expect(unpackArchive(tar(...entries), LIMITS)).rejects.toEqual(code('archive-entry-refused'));
  });

  it('refuses a name that is not UTF-8', async () => {
    const header = Buffer.from(tarHeader({ path: 'f' }));
    header.writeUInt8(0xff, 0);
    const bytes = Buffer.concat([sealTarHeader(header), END]);
    await expect(unpackArchive(bytes, LIMITS)).rejects.toEqual(code('archive-entry-refused'));
  });

  it.each([
    ['cut within content', plain.subarray(0, 600)],
    ['without its end', plain.subarray(0, plain.length - 1024)],
    ['with one zero block', plain.subarray(0, plain.length - 512)],
    ['with bytes behind its end', Buffer.concat([plain, Buffer.from('more')])],
    ['with a wrong checksum behind the first entry', Buffer.from(plain).fill(0x41, 1024, 1030)],
    ['that is something else', Buffer.from('hello')],
    ['in gzip that is cut', gzipSync(plain).subarray(0, -3)],
    ['in gzip with bytes behind', Buffer.concat([gzipSync(plain), Buffer.alloc(9)])],
    ['in xz that is cut', xzSync(plain).subarray(0, -3)],
    ['in xz with bytes behind', Buffer.concat([xzSync(plain), Buffer.from('xxxx')])],
    ['in zstd that is cut', zstdCompressSync(plain).subarray(0, -2)],
    ['in zstd with bytes behind', Buffer.concat([zstdCompressSync(plain), Buffer.from('xxxx')])],
    ['with a wrong pax length', Buffer.concat([pax('99 path=x\n'), tar({ path: 'a' })])],
  ])('refuses one %s', async (_what, bytes) => {
    await expect(unpackArchive(bytes, LIMITS)).rejects.toEqual(code('archive-malformed'));
  });

  it.each([0, 7, 12, 20, 60, 100])('refuses xz whose byte %d is flipped', async (at) => {
    const bytes = Buffer.from(xzSync(plain));
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
    await expect(unpackArchive(bytes, LIMITS)).rejects.toMatchObject({ name: 'IntegrityFault' });
  });
});

describe('bounds', () => {
  it.each([
    ['xz', xzSync(Buffer.alloc(2_000_000))],
    ['gzip', gzipSync(Buffer.alloc(2_000_000))],
    ['zstd', zstdCompressSync(Buffer.alloc(2_000_000))],
    ['plain', Buffer.alloc(2_000_000)],
  ])('stop a bomb of %s', async (_what, bytes) => {
    await expect(decompress(bytes, { maxBytes: 1_000_000 })).rejects.toEqual(code('archive-too-large'));
  });

  it('stop what unfolds a thousandfold even where size would do', async () => {
    const bomb = xzSync(Buffer.alloc(70 * 1024 * 1024));
    await expect(decompress(bomb, { maxBytes: 2 ** 30 })).rejects.toEqual(code('archive-too-large'));
  });

  it('stop too many entries, and too many headers of entries', async () => {
    const many = tar(...Array.from({ length: 101 }, (_, at) => ({ path: `f${at}` })));
    await expect(unpackArchive(many, LIMITS)).rejects.toEqual(code('archive-too-large'));
    const headers = Buffer.concat([...Array.from({ length: 301 }, () => pax(record('a', 'b'))), tar({ path: 'a' })]);
    await expect(unpackArchive(headers, LIMITS)).rejects.toEqual(code('archive-too-large'));
  });

  it('let exact sizes pass', async () => {
    const bytes = Buffer.alloc(1_000_000, 'quench');
    for (const compressed of [xzSync(bytes), gzipSync(bytes), zstdCompressSync(bytes), bytes]) {
      expect((await decompress(compressed, { maxBytes: 1_000_000 })).length).toBe(1_000_000);
    }
  });
});
