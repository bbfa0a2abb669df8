import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { DerivedCache } from './derived-cache.js';

describe('derived results', () => {
  let folder: string;
  let computed: number;
  const inputs = [sha256('input')];
  const compute = (): Promise<Uint8Array> => {
    computed++;
    return Promise.resolve(Buffer.from('result'));
  };
  const get = (cache: DerivedCache, key = 'k'): Promise<Uint8Array> => cache.get(key, inputs, compute, 100);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'derived-'));
    computed = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const onlyFile = async (): Promise<string> => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    return files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))[0] ?? '';
  };

  it('are computed once and are the same object while in memory', async () => {
    const cache = new DerivedCache(folder);
    const [a, b] = await Promise.all([get(cache), get(cache)]);
    expect(b).toBe(a);
    expect(await get(cache)).toBe(a);
    expect(computed).toBe(1);
  });

  it('are read again by another process', async () => {
    await get(new DerivedCache(folder));
    expect(Buffer.from(await get(new DerivedCache(folder))).toString()).toBe('result');
    expect(computed).toBe(1);
  });

  it('are named by key and inputs', async () => {
    const cache = new DerivedCache(folder);
    await get(cache);
    await get(cache, 'other');
    await cache.get('k', [], compute, 100);
    expect(computed).toBe(3);
  });

  it.each([
    ['with a flipped byte', (file: Buffer) => file.fill(0, 0, 1)],
    ['cut', (file: Buffer) => file.subarray(1)],
    ['empty', () => Buffer.alloc(0)],
  ])('are computed again when their file is %s', async (_what, damage) => {
    await get(new DerivedCache(folder));
    const path = await onlyFile();
    await writeFile(path, damage(await readFile(path)));
    expect(Buffer.from(await get(new DerivedCache(folder))).toString()).toBe('result');
    expect(computed).toBe(2);
  });

  it('are neither read from nor written to a folder that there is not', async () => {
    const cache = new DerivedCache(undefined);
    expect(await get(cache)).toBe(await get(cache));
    expect(Buffer.from(await get(new DerivedCache(undefined))).toString()).toBe('result');
    expect(computed).toBe(2);
  });

  it('are tried again after a failure', async () => {
    const cache = new DerivedCache(folder);
    await expect(cache.get('k', inputs, () => Promise.reject(new Error('no')), 100)).rejects.toThrow('no');
    await get(cache);
    expect(computed).toBe(1);
  });

  it('have a bound', async () => {
    await expect(new DerivedCache(folder).get('k', inputs, compute, 5)).rejects.toMatchObject({
      code: 'derived-too-large',
    });
  });
});
