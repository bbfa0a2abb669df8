import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '@quench/kernel';
import { contentStoreContract, eventually } from '@quench/testing';
import { ContentsThread, type ContentsThreadOptions } from './contents-thread.js';
import { CountedThread } from './counted-thread.fixture.js';
import { FolderContentStore } from './folder-content-store.js';
import { threadEntry } from './thread-entry.fixture.js';

const text = (of: string): Uint8Array => new TextEncoder().encode(of);

const shared = new ContentsThread({ entry: threadEntry });
afterAll(() => shared.close());

contentStoreContract(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quench contents '));
  const store = new FolderContentStore(join(folder, 'con tent'), shared);
  await store.write(text('there before'));
  return {
    store,
    damage: async (digest, bytes) => writeFile(await store.file(digest), bytes),
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('a folder of contents with a thread', () => {
  let root: string;
  let store: FolderContentStore;
  let thread: CountedThread;
  let umask: number;

  const open = (options: ContentsThreadOptions = {}): void => {
    thread = new CountedThread({ entry: threadEntry, ...options });
    store = new FolderContentStore(root, thread);
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'quench-contents-'));
    umask = process.umask();
    open();
  });
  afterEach(async () => {
    process.umask(umask);
    await thread.close();
    await rm(root, { recursive: true });
  });

  it.each([0o000, 0o022, 0o077, 0o177, 0o277])('belongs to its owner alone under umask %i', async (mask) => {
    process.umask(mask);
    store = new FolderContentStore(root, shared);
    const { digest } = await store.write(text('private'));
    const path = await store.file(digest);
    const places = [path, dirname(path), dirname(dirname(path)), join(root, 'incoming')];
    const modes = await Promise.all(places.map(async (place) => (await stat(place)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o700, 0o700, 0o700]);
  });

  it('is not started to look, only to write', async () => {
    const { digest } = await new FolderContentStore(root).write(text('earlier'));
    const edition = await store.edition(digest);
    expect([await store.stat(digest), await store.read(digest, { maxBytes: 7 })]).toMatchObject([{ size: 7 }, {}]);
    expect(thread.isRunning).toBe(false);
    await store.write(text('now'));
    expect(thread.isRunning).toBe(true);
    expect(await store.edition(digest)).toBe(edition);
  });

  it('is asked once for what many contents are, and a fault of the disk is no missing content', async () => {
    const [one, other] = [await store.write(text('one')), sha256('other')];
    thread.asked = 0;
    expect(await store.statMany([other, one.digest])).toEqual([undefined, one]);
    expect(thread.asked).toBe(1);
    const folder = join(root, 'sha256', sha256('looped').slice(7, 9));
    await symlink(folder, folder);
    const looped = { code: 'ELOOP' };
    await expect(store.statMany([one.digest, sha256('looped')])).rejects.toMatchObject(looped);
    await expect(new FolderContentStore(root).statMany([one.digest, sha256('looped')])).rejects.toMatchObject(looped);
  });

  it('leaves the bytes to whom they belong', async () => {
    const whole = text('of many, a part');
    await store.write(whole.subarray(9));
    expect(Buffer.from(whole).toString()).toBe('of many, a part');
    expect((await store.stat(sha256('a part')))?.size).toBe(6);
  });

  it('says what the system says, and goes on', async () => {
    await writeFile(join(root, 'incoming'), 'in the way');
    await expect(store.write(text('nowhere'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await rm(join(root, 'incoming'));
    await mkdir(join(root, 'sha256'));
    await writeFile(join(root, 'sha256', sha256('half').slice(7, 9)), 'in the way');
    await expect(store.write(text('half'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
    expect((await store.write(text('whole'))).size).toBe(5);
  });

  it('fails what a thread was asked that ends, and starts another', async () => {
    open({ entry: { ...threadEntry, url: new URL('./mortal-worker.fixture.ts', import.meta.url) } });
    const outcomes = await Promise.allSettled([store.write(text('one')), store.write(text('two'))]);
    const lost = {
      status: 'rejected',
      reason: { name: 'TransientFault', code: 'contents-thread-lost', message: expect.stringContaining('with 3') },
    };
    expect(outcomes).toMatchObject([lost, lost]);
    expect(await Promise.all([store.write(text('one')), store.stat(sha256('three'))])).toEqual([
      { digest: sha256('one'), size: 3 },
      undefined,
    ]);
  });

  it('ends when nobody asks, and starts again', async () => {
    open({ idleMs: 1 });
    await store.write(text('once'));
    await eventually('no thread', () => Promise.resolve(!thread.isRunning));
    expect((await store.write(text('again'))).size).toBe(5);
  });

  it('does what it was asked before it is closed', async () => {
    const asked = ['a', 'b', 'c'].map((of) => store.write(text(of)));
    await thread.close();
    expect(await Promise.all(asked)).toHaveLength(3);
    expect(thread.isRunning).toBe(false);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });
});
