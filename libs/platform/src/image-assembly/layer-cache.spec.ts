import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { hex, sha256, type Digest } from '@quench/kernel';
import { InMemoryContentStore } from '@quench/testing';
import { LayerCache, type LayerRecord } from './layer-cache.js';

/** A store that somebody may empty. */
class SweptStore extends InMemoryContentStore {
  gone = false;
  override stat: InMemoryContentStore['stat'] = async (digest) => (this.gone ? undefined : super.stat(digest));
}

const key = sha256('what a layer is made from');
let folder: string;
let store: SweptStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layer-cache-'));
  store = new SweptStore();
});
afterEach(() => rm(folder, { recursive: true }));

const record = async (content: string): Promise<LayerRecord> => {
  const { digest, size } = await store.write(Buffer.from(content), { maxBytes: 1_000 });
  return { digest, diffId: sha256('tar'), sizeBytes: size, mtime: 1 };
};
const found = async (cache: LayerCache): Promise<Digest | undefined> => (await cache.get(key))?.digest;

it('a record that another process puts right is seen by one that has read it', async () => {
  const [own, other] = [new LayerCache(folder, store), new LayerCache(folder, store)];
  const [wrong, right] = [await record('wrong'), await record('right')];
  await own.put(key, wrong);
  expect([await found(own), await found(own)]).toEqual([wrong.digest, wrong.digest]);
  await other.put(key, right);
  expect(await found(own)).toBe(right.digest);
});

it('a record that is damaged or gone after it was read is none', async () => {
  const cache = new LayerCache(folder, store);
  await cache.put(key, await record('a'));
  expect(await found(cache)).toBeDefined();
  await writeFile(join(folder, `${hex(key)}.json`), 'no record');
  expect(await found(cache)).toBeUndefined();
  await cache.put(key, await record('a'));
  expect(await found(cache)).toBeDefined();
  await rm(join(folder, `${hex(key)}.json`));
  expect(await found(cache)).toBeUndefined();
});

it('a record whose layer is gone is none, although it was read before', async () => {
  const own = await record('a');
  await new LayerCache(folder, store).put(key, own);
  const cache = new LayerCache(folder, store);
  expect(await found(cache)).toBe(own.digest);
  store.gone = true;
  expect(await found(cache)).toBeUndefined();
});
