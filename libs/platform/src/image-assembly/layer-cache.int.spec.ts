import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sha256, type Digest } from '@quench/kernel';
import { CountedThread } from '../content-store/counted-thread.fixture.js';
import { FolderContentStore } from '../content-store/index.js';
import { threadEntry } from '../content-store/thread-entry.fixture.js';
import { LayerCache } from './layer-cache.js';

const LAYERS = Array.from({ length: 18 }, (_none, index) => `layer ${String(index)}`);

let folder: string;
let thread: CountedThread;
let cache: LayerCache;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layer-cache-'));
  thread = new CountedThread({ entry: threadEntry });
  const store = new FolderContentStore(join(folder, 'contents'), thread);
  cache = new LayerCache(join(folder, 'layers'), store, thread);
  for (const layer of LAYERS) {
    const { digest, size } = await store.write(Buffer.from(layer));
    const facts = await store.write(Buffer.from(`facts of ${layer}`));
    const record = { digest, diffId: sha256('tar'), sizeBytes: size, mtime: 1, facts: facts.digest };
    await cache.put(sha256(`key of ${layer}`), record);
  }
  thread.asked = 0;
});
afterEach(async () => {
  await thread.close();
  await rm(folder, { recursive: true });
});

it('the layers of an image are two questions to the thread of contents: their records, and their bytes', async () => {
  const keys = LAYERS.map((layer): Digest => sha256(`key of ${layer}`));
  const found = await cache.getMany(keys);
  expect(found.map((record) => record?.digest)).toEqual(LAYERS.map((layer) => sha256(layer)));
  expect(thread.asked).toBe(2);
  expect(await cache.getMany(keys)).toEqual(found);
  expect(thread.asked).toBe(4);
});
