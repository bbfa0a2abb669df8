import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, chown, lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getegid, geteuid } from 'node:process';
import type { Digest } from '@quench/kernel';
import type { LayerEntry } from '@quench/ports';
import { InMemoryContentStore, InMemoryLayers, whenRoot } from '@quench/testing';
import type { Ownership } from './ownership.js';
import { UnpackedRoots } from './unpacked-roots.js';

const HANG_MS = 60_000;
const own = { uid: geteuid?.() ?? 0, gid: getegid?.() ?? 0 };
const mapped: Ownership = { kind: 'mapped', user: own };

const file = (path: string, content = path, more: Partial<LayerEntry> = {}): LayerEntry =>
  ({ path, type: 'file', content: Buffer.from(content), md5: '', mode: 0o644, ...own, ...more }) as LayerEntry;
const directory = (path: string, more: Partial<LayerEntry> = {}): LayerEntry =>
  ({ path, type: 'directory', mode: 0o755, ...own, ...more }) as LayerEntry;
const symlink = (path: string, target: string): LayerEntry => ({ path, type: 'symlink', target, mode: 0o777, ...own });

describe('unpacked layers', () => {
  const kept = new InMemoryLayers(new InMemoryContentStore());
  let folder: string;
  let roots: UnpackedRoots;
  /** What was unpacked last. */
  let root: string;
  let umask: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quench unpacked '));
    roots = new UnpackedRoots(join(folder, 'roots'), kept, 4);
    umask = process.umask(0o022);
  });
  afterEach(async () => {
    process.umask(umask);
    await rm(folder, { recursive: true });
  });

  async function unpack(ownership: Ownership, ...layers: readonly (readonly LayerEntry[])[]): Promise<void> {
    const digests: Digest[] = [];
    for (const entries of layers) digests.push((await kept.write(entries)).digest);
    const held = await roots.hold(digests, ownership, []);
    root = held.path;
    held.release();
  }
  const text = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
  const modeOf = async (path: string): Promise<number> => (await lstat(join(root, path))).mode & 0o7777;

  it.each([0o000, 0o022, 0o077, 0o777])('have their modes under umask %i', async (mask) => {
    process.umask(mask);
    const modes = [0o444, 0o600, 0o644, 0o666, 0o755, 0o777];
    await unpack(
      { kind: 'real' },
      modes.map((mode) => file(`f${String(mode)}`, 'x', { mode })),
      [directory('sub', { mode: 0o711 }), file('sub/x')],
    );
    expect(await Promise.all(modes.map((mode) => modeOf(`f${String(mode)}`)))).toEqual(modes);
    expect(await modeOf('sub')).toBe(0o711);
  });

  whenRoot(
    'have their owners, and what a change of the owner takes away',
    async () => {
      await unpack({ kind: 'real' }, [
        file('theirs', 'x', { mode: 0o4755, uid: 101, gid: 102 }),
        file('ours', 'x', { mode: 0o4755, uid: 0, gid: 0 }),
        file('half', 'x', { uid: 0, gid: 42 }),
        directory('home', { uid: 101, gid: 102, mode: 0o2750 }),
      ]);
      const owner = async (path: string): Promise<readonly number[]> => {
        const { uid, gid } = await lstat(join(root, path));
        return [uid, gid];
      };
      expect(await modeOf('theirs')).toBe(0o4755);
      expect(await modeOf('ours')).toBe(0o4755);
      expect(await modeOf('home')).toBe(0o2750);
      expect(await owner('theirs')).toEqual([101, 102]);
      expect(await owner('half')).toEqual([0, 42]);
      expect(await owner('home')).toEqual([101, 102]);
    },
    HANG_MS,
  );

  whenRoot(
    'have their groups in a folder that gives files its own',
    async () => {
      await chown(folder, 0, 42);
      await chmod(folder, 0o2700);
      await unpack({ kind: 'real' }, [file('ours', 'x', { uid: 0, gid: 0 }), directory('sub', { uid: 0, gid: 0 })]);
      for (const path of ['ours', 'sub']) expect((await lstat(join(root, path))).gid).toBe(0);
    },
    HANG_MS,
  );

  it('lie over each other: what comes later is there', async () => {
    const first = [directory('d'), file('d/a', 'old'), file('x', 'old'), symlink('l', 'x')];
    await unpack(mapped, first, [file('x', 'new'), file('l', 'no link'), file('d', 'no folder')]);
    expect(await text('x')).toBe('new');
    expect(await text('l')).toBe('no link');
    expect(await text('d')).toBe('no folder');
  });

  it('may have a folder where a file was, and things in it', async () => {
    await unpack(mapped, [file('a', 'file')], [directory('a'), file('a/b', 'inside')], [file('a/b', 'again')]);
    expect(await text('a/b')).toBe('again');
  });

  it('hide what a layer takes away', async () => {
    const first = [directory('d'), file('d/a'), file('d/b'), directory('d/sub'), file('d/sub/x')];
    await unpack(mapped, first, [file('d/.wh.a'), file('d/.wh.sub'), file('d/.wh.never')], [file('d/sub', 'a file')]);
    await expect(text('d/a')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await text('d/b')).toBe('d/b');
    expect(await text('d/sub')).toBe('a file');
  });

  it('keep a hard link to what was there before it was replaced', async () => {
    const link: LayerEntry = { path: 'y', type: 'hardlink', target: 'x', mode: 0o644, ...own };
    await unpack(mapped, [file('x', 'old'), link], [file('x', 'new')]);
    expect([await text('x'), await text('y')]).toEqual(['new', 'old']);
  });

  it('write nothing through a link', async () => {
    const through = unpack(mapped, [symlink('out', tmpdir()), file('out/evil')]);
    await expect(through).rejects.toMatchObject({ code: 'layer-path-escapes' });
  });

  it('are unpacked once for all images that have them, and for each owner', async () => {
    const shared = [file('shared', 'x'.repeat(1_000))];
    const inode = async (): Promise<number> => (await lstat(join(root, 'shared'))).ino;
    await unpack(mapped, shared, [file('one')]);
    const first = await inode();
    await unpack(mapped, shared, [file('two')]);
    expect(await inode()).toBe(first);
    await unpack({ kind: 'mapped', user: { uid: own.uid, gid: own.gid + 1 } }, shared, [file('two')]);
    expect(await inode()).not.toBe(first);
  });

  it('stay in an image when they are removed, and are unpacked again for the next', async () => {
    const digests = [(await kept.write([directory('d', { mode: 0o500 }), file('d/x', 'of a layer')])).digest];
    const held = await roots.hold(digests, mapped, ['/mounted']);
    await roots.clear();
    expect(await readFile(join(held.path, 'd/x'), 'utf8')).toBe('of a layer');
    expect((await lstat(join(held.path, 'mounted'))).isDirectory()).toBe(true);
    held.release();
    await roots.clear();
    await expect(lstat(held.path)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await roots.hold(digests, mapped, ['/mounted'])).path).toBe(held.path);
  });
});
