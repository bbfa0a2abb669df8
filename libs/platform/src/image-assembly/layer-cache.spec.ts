import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { hex, sha256, type Digest } from '@quench/kernel';
import { InMemoryContentStore } from '@quench/testing';
import { LayerCache, type LayerRecord } from './layer-cache.js';

/** A store that somebody may empty, and whose disk may fail. It counts what it is asked. */
class SweptStore extends InMemoryContentStore {
  gone = false;
  fault: Error | undefined;
  asked = 0;
  override statMany: InMemoryContentStore['statMany'] = async (digests) => {
    this.asked += 1;
    if (this.fault !== undefined) throw this.fault;
    return this.gone ? digests.map(() => undefined) : super.statMany(digests);
  };
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

it('many layers are found in one question, in the order asked', async () => {
  const cache = new LayerCache(folder, store);
  const [a, b, c] = [await record('a'), { ...(await record('b')), facts: sha256('facts of b') }, await record('c')];
  const keys = [a, b, c].map(({ digest }) => sha256(`key of ${digest}`));
  for (const [at, one] of [a, b, c].entries()) await cache.put(keys[at] as Digest, one);
  await writeFile(join(folder, `${hex(keys[2] as Digest)}.json`), 'no record');
  const asked = [key, ...keys.toReversed(), keys[0] as Digest];
  expect(await cache.getMany(asked)).toEqual([undefined, undefined, undefined, a, a]);
  expect(store.asked).toBe(1);
  await store.write(Buffer.from('facts of b'));
  await cache.put(keys[2] as Digest, c);
  expect(await cache.getMany(asked)).toEqual([undefined, c, b, a, a]);
  expect(store.asked).toBe(2);
});

it('a layer of another size than its record says is none', async () => {
  const cache = new LayerCache(folder, store);
  await cache.put(key, { ...(await record('a')), sizeBytes: 2 });
  expect(await found(cache)).toBeUndefined();
});

it('a store that cannot say what is there fails, and no layer counts as gone', async () => {
  const cache = new LayerCache(folder, store);
  await cache.put(key, await record('a'));
  store.fault = Object.assign(new Error('no disk'), { code: 'EIO' });
  await expect(cache.get(key)).rejects.toBe(store.fault);
});
