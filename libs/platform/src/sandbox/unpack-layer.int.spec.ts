import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, chown, lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getegid, geteuid } from 'node:process';
import type { LayerEntry } from '@quench/ports';
import { InMemoryContentStore, InMemoryLayers, whenRoot } from '@quench/testing';
import { Unpacking, type Ownership } from './unpack-layer.js';

const HANG_MS = 60_000;
const own = { uid: geteuid?.() ?? 0, gid: getegid?.() ?? 0 };
const mapped: Ownership = { kind: 'mapped', user: own };

const file = (path: string, content = path, more: Partial<LayerEntry> = {}): LayerEntry =>
  ({ path, type: 'file', content: Buffer.from(content), md5: '', mode: 0o644, ...own, ...more }) as LayerEntry;
const folder = (path: string, more: Partial<LayerEntry> = {}): LayerEntry =>
  ({ path, type: 'directory', mode: 0o755, ...own, ...more }) as LayerEntry;
const symlink = (path: string, target: string): LayerEntry => ({ path, type: 'symlink', target, mode: 0o777, ...own });

describe('unpacked layers', () => {
  let root: string;
  let umask: number;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'quench unpacked '));
    umask = process.umask(0o022);
  });
  afterEach(async () => {
    process.umask(umask);
    await rm(root, { recursive: true });
  });

  async function unpack(ownership: Ownership, ...layers: readonly (readonly LayerEntry[])[]): Promise<void> {
    const kept = new InMemoryLayers(new InMemoryContentStore());
    const unpacking = new Unpacking(root, ownership);
    for (const entries of layers) await unpacking.layer(kept, (await kept.write(entries)).digest);
    await unpacking.finish();
  }
  const text = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
  const modeOf = async (path: string): Promise<number> => (await lstat(join(root, path))).mode & 0o7777;

  it.each([0o000, 0o022, 0o077, 0o777])('have their modes under umask %i', async (mask) => {
    process.umask(mask);
    const modes = [0o444, 0o600, 0o644, 0o666, 0o755, 0o777];
    await unpack(
      { kind: 'real' },
      modes.map((mode) => file(`f${String(mode)}`, 'x', { mode })),
      [folder('sub', { mode: 0o711 }), file('sub/x')],
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
        folder('home', { uid: 101, gid: 102, mode: 0o2750 }),
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
      await chown(root, 0, 42);
      await chmod(root, 0o2700);
      await unpack({ kind: 'real' }, [file('ours', 'x', { uid: 0, gid: 0 }), folder('sub', { uid: 0, gid: 0 })]);
      for (const path of ['ours', 'sub']) expect((await lstat(join(root, path))).gid).toBe(0);
    },
    HANG_MS,
  );

  it('lie over each other: what comes later is there', async () => {
    const first = [folder('d'), file('d/a', 'old'), file('x', 'old'), symlink('l', 'x')];
    await unpack(mapped, first, [file('x', 'new'), file('l', 'no link'), file('d', 'no folder')]);
    expect(await text('x')).toBe('new');
    expect(await text('l')).toBe('no link');
    expect(await text('d')).toBe('no folder');
  });

  it('may have a folder where a file was, and things in it', async () => {
    await unpack(mapped, [file('a', 'file')], [folder('a'), file('a/b', 'inside')], [file('a/b', 'again')]);
    expect(await text('a/b')).toBe('again');
  });

  it('hide what a layer takes away', async () => {
    const first = [folder('d'), file('d/a'), file('d/b'), folder('d/sub'), file('d/sub/x')];
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
});
