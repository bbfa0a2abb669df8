import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptFolders, type HeldFolder } from './kept-folders.js';

const FOLDERS = 12;
const FILES = 200;
const LONG_AGO = new Date(Date.now() - 24 * 60 * 60_000);

describe('kept folders', () => {
  let folder: string;
  let kept: KeptFolders;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quench kept '));
    kept = new KeptFolders(folder, 0);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const hold = (n: number): Promise<HeldFolder> =>
    kept.hold(n, async (half) => {
      await mkdir(join(half, 'in'));
      await Promise.all([...Array(FILES).keys()].map((file) => writeFile(join(half, 'in', String(file)), '')));
    });

  /** Whole folders that nobody has used for long. */
  async function someOld(): Promise<void> {
    for (let n = 0; n < FOLDERS; n += 1) {
      const { path, release } = await hold(n);
      await utimes(path, LONG_AGO, LONG_AGO);
      release();
    }
  }

  it('are removed when nobody has used them for long', async () => {
    await someOld();
    const held = await hold(0);
    await kept.trim();
    expect(await readdir(folder)).toHaveLength(1);
    expect((await stat(held.path)).isDirectory()).toBe(true);
  });

  it.each(['trim', 'clear'] as const)('stay whole when they are held during a %s', async (removal) => {
    await someOld();
    const removed = kept[removal]();
    const held: HeldFolder[] = [];
    for (let n = FOLDERS - 1; n >= 0; n -= 1) held.push(await hold(n));
    await removed;
    const files = held.map(async ({ path }) => (await readdir(join(path, 'in'))).length);
    expect(await Promise.all(files)).toEqual(held.map(() => FILES));
    expect(await readdir(folder)).toHaveLength(FOLDERS);
  });
});
