import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hex, sha256 } from '@quench/kernel';
import { contentStoreContract } from '@quench/testing';
import { FolderContentStore } from './folder-content-store.js';

const text = (of: string): Uint8Array => new TextEncoder().encode(of);
const place = (root: string, of: string): string =>
  join(root, 'sha256', hex(sha256(of)).slice(0, 2), hex(sha256(of)).slice(2));

contentStoreContract(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quench contents '));
  const store = new FolderContentStore(join(folder, 'con tent'));
  return {
    store,
    damage: async (digest, bytes) => writeFile(await store.file(digest), bytes),
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('a folder of contents', () => {
  let root: string;
  let store: FolderContentStore;
  let umask: number;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'quench-contents-'));
    store = new FolderContentStore(root);
    umask = process.umask();
  });
  afterEach(async () => {
    process.umask(umask);
    await rm(root, { recursive: true });
  });

  it.each([0o000, 0o022, 0o077, 0o177, 0o277])('belongs to its owner alone under umask %i', async (mask) => {
    process.umask(mask);
    const { digest } = await store.write(text('private'));
    const path = await store.file(digest);
    const modes = await Promise.all(
      [path, dirname(path), dirname(dirname(path))].map(async (p) => (await stat(p)).mode),
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o700, 0o700]);
  });

  it('leaves no unfinished file behind a refused write', async () => {
    await store.write(text('kept'));
    await expect(store.write(text('refused'), { maxBytes: 3 })).rejects.toThrow();
    await store.write(text('kept'));
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it('writes over a truncated file of the same name', async () => {
    const { digest } = await store.write(text('whole'));
    await writeFile(await store.file(digest), 'who');
    await store.write(text('whole'));
    expect(Buffer.from(await store.read(digest, { maxBytes: 5 })).toString()).toBe('whole');
  });

  it('scrubs: counts the sound, sets the damaged aside, removes abandoned writes', async () => {
    await store.write(text('sound'));
    const { digest } = await store.write(text('damaged'));
    await writeFile(await store.file(digest), 'dAmaged');
    await writeFile(join(root, 'incoming', 'fresh'), '');
    await writeFile(join(root, 'incoming', 'old'), '');
    await utimes(join(root, 'incoming', 'old'), 0, 0);

    const report = await store.scrub();

    expect(report).toMatchObject({ sound: 1, bytes: 12, abandoned: 1 });
    expect(report.quarantined).toMatchObject([{ actual: sha256('dAmaged') }]);
    expect(await readdir(join(root, 'incoming'))).toEqual(['fresh']);
    expect(await store.stat(digest)).toBeUndefined();
    await store.write(text('damaged'));
    expect(await store.scrub()).toMatchObject({ sound: 2, quarantined: [] });
    expect((await stat(place(root, 'damaged'))).size).toBe(7);
  });

  it('scrubs an empty store', async () => {
    const report = await new FolderContentStore(join(root, 'none')).scrub();
    expect(report).toEqual({ sound: 0, bytes: 0, quarantined: [], abandoned: 0 });
  });
});
