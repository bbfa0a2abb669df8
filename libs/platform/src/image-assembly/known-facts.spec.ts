import { beforeEach, expect, it } from '@jest/globals';
import { sha256, type Digest } from '@quench/kernel';
import { InMemoryContentStore } from '@quench/testing';
import { KnownFacts } from './known-facts.js';
import { MAX_FACTS_BYTES, writeFacts } from './package-facts.js';

const facts = (path: string) => ({
  ...{ mtime: 1, directories: [], others: [path], contributions: [], bundled: [] },
});
const layer = (...packages: readonly string[]) => ({ layer: { kind: 'package', packages } }) as const;
const record = (of?: Digest) => ({ digest: sha256('layer'), diffId: sha256('tar'), sizeBytes: 1, mtime: 1, facts: of });

/** Counts what is read of it. */
class CountedStore extends InMemoryContentStore {
  reads = 0;
  override read: InMemoryContentStore['read'] = async (...args) => {
    this.reads++;
    return super.read(...args);
  };
}

let store: CountedStore;
beforeEach(() => {
  store = new CountedStore();
});
const write = async (path: string): Promise<Digest> =>
  (await store.write(writeFacts([facts(path)]), { maxBytes: MAX_FACTS_BYTES })).digest;

it('facts are read once, and are of the packages of each layer', async () => {
  const known = new KnownFacts(store);
  const written = await write('srv/a');
  for (const purl of ['pkg:toy/a', 'pkg:toy/b', 'pkg:toy/a']) {
    expect(await known.of(layer(purl), record(written))).toEqual([{ purl, ...facts('srv/a') }]);
  }
  expect(store.reads).toBe(2);
});

it('a layer without facts has none', async () => {
  expect(await new KnownFacts(store).of(layer(), record())).toEqual([]);
});

it('those that were not asked for the longest are read again where there is no room', async () => {
  const [a, b, c] = [await write('srv/a'), await write('srv/b'), await write('srv/c')];
  const room = 2 * writeFacts([facts('srv/a')]).byteLength;
  const known = new KnownFacts(store, room);
  const of = async (one: Digest) => (await known.of(layer('pkg:toy/x'), record(one)))[0]?.others;
  for (const one of [a, b, a, c]) await of(one);
  expect(store.reads).toBe(3);
  expect([await of(a), await of(c)]).toEqual([['srv/a'], ['srv/c']]);
  expect(store.reads).toBe(3);
  expect(await of(b)).toEqual(['srv/b']);
  expect(store.reads).toBe(4);
});
