import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { ImageEntry } from '@quench/plugin-sdk';
import fc from 'fast-check';
import { unpackArchive } from '../archives/index.js';
import { withParents } from './directories.js';
import { writeTar } from './tar-writer.js';

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxEntries: 10_000 };
const MTIME = 1_700_000_000;
const root = { uid: 0, gid: 0, mtime: MTIME };

const segment = fc.oneof(
  fc.stringMatching(/^[a-z0-9.+_-]{1,12}$/).filter((text) => text !== '.' && text !== '..'),
  fc.stringMatching(/^[a-z]{60,120}$/),
  fc.constantFrom('Főtanúsítvány', 'été', 'a b'),
);
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

/** Trees in which every hard link leads to a file and nothing is below a file. */
const tree = fc
  .uniqueArray(
    fc.record({
      path,
      kind: fc.constantFrom('file', 'directory', 'symlink', 'hardlink'),
      content: fc.uint8Array({ maxLength: 1500 }),
      mode: fc.constantFrom(0o644, 0o755, 0o600, 0o1777),
      uid: fc.constantFrom(0, 33, 65532),
      target: path,
    }),
    { selector: ({ path: name }) => name, maxLength: 25 },
  )
  .map((drafts) => {
    const isParent = (name: string) => drafts.some((other) => other.path.startsWith(`${name}/`));
    const entries: ImageEntry[] = [
      { type: 'file', path: 'first', mode: 0o644, ...root, content: Buffer.from('first') },
    ];
    for (const { kind, content, target, ...rest } of drafts) {
      const common = { ...rest, gid: rest.uid, mtime: MTIME };
      if (kind === 'directory' || isParent(rest.path)) entries.push({ ...common, type: 'directory' });
      else if (kind === 'file') entries.push({ ...common, type: 'file', content });
      else if (kind === 'symlink') entries.push({ ...common, type: 'symlink', mode: 0o777, target });
      else entries.push({ ...common, ...root, mode: 0o644, type: 'hardlink', target: 'first' });
    }
    return withParents(entries.filter(({ path: name }, at) => at === 0 || name !== 'first'));
  });

const plain = (entry: ImageEntry) => ({
  ...{ path: entry.path, type: entry.type, mode: entry.mode, uid: entry.uid, gid: entry.gid, mtime: entry.mtime },
  target: 'target' in entry ? entry.target : undefined,
  content: entry.type === 'file' ? Buffer.from(entry.content).toString('base64') : '',
});

const byPath = (a: { path: string }, b: { path: string }): number =>
  Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

describe('tar writer', () => {
  it('writes what the reader reads', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (entries) => {
        const read = await unpackArchive(writeTar(entries), LIMITS);
        const found = read.map(({ user: _user, group: _group, content, ...entry }) => ({
          ...entry,
          content: Buffer.from(content).toString('base64'),
        }));
        expect([...found].sort(byPath)).toEqual(entries.map(plain).sort(byPath));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes whatever the order of the entries', () => {
    const shuffled = tree.chain((entries) =>
      fc.tuple(fc.constant(entries), fc.shuffledSubarray([...entries], { minLength: entries.length })),
    );
    fc.assert(
      fc.property(shuffled, ([entries, others]) => {
        expect(Buffer.compare(writeTar(entries), writeTar(others))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('puts hard links last and each directory before what is in it', async () => {
    const content = Buffer.from('x');
    const entries: ImageEntry[] = [
      { type: 'hardlink', path: 'a/link', mode: 0o644, ...root, target: 'z' },
      { type: 'file', path: 'z', mode: 0o644, ...root, content },
      { type: 'file', path: 'a-b', mode: 0o644, ...root, content },
      { type: 'file', path: 'a/file', mode: 0o644, ...root, content },
      { type: 'directory', path: 'a', mode: 0o755, ...root },
    ];
    const read = await unpackArchive(writeTar(entries), LIMITS);
    expect(read.map(({ path: name }) => name)).toEqual(['a', 'a-b', 'a/file', 'z', 'a/link']);
  });

  it('is read by the tar of the system, long and foreign names included', () => {
    const long = `${'d'.repeat(120)}/${'é'.repeat(80)}`;
    const entries = withParents([
      { type: 'file', path: long, mode: 0o640, uid: 33, gid: 33, mtime: MTIME, content: Buffer.from('text') },
      { type: 'symlink', path: 'link', mode: 0o777, ...root, target: `/${long}` },
    ]);
    const listing = execFileSync(
      'tar',
      ['--numeric-owner', '--utc', '--full-time', '--quoting-style=literal', '-tvf', '-'],
      {
        input: Buffer.from(writeTar(entries)),
        encoding: 'utf8',
      },
    );
    expect(
      listing
        .trim()
        .split('\n')
        .map((line) => line.replaceAll(/ +/g, ' ')),
    ).toEqual([
      `drwxr-xr-x 0/0 0 2023-11-14 22:13:20 ${'d'.repeat(120)}/`,
      `-rw-r----- 33/33 4 2023-11-14 22:13:20 ${long}`,
      `lrwxrwxrwx 0/0 0 2023-11-14 22:13:20 link -> /${long}`,
    ]);
  });

  it.each(['', '/etc', 'a//b', 'a/../b', './a', 'a/', 'a\u0000b'])('refuses the path %j', (bad) => {
    const entry: ImageEntry = { type: 'file', path: bad, mode: 0o644, ...root, content: Buffer.alloc(0) };
    expect(() => writeTar([entry])).toThrow(expect.objectContaining({ code: 'entry-not-representable' }));
  });

  it.each([{ uid: 0o10000000 }, { mtime: -1 }, { mode: 0o100644 }])('refuses %j, which no header can hold', (bad) => {
    const entry: ImageEntry = { type: 'directory', path: 'a', mode: 0o755, ...root, ...bad };
    expect(() => writeTar([entry])).toThrow(expect.objectContaining({ code: 'entry-not-representable' }));
  });
});
