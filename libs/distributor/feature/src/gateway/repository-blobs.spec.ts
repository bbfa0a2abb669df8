import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PublishedRow } from '@quench/distributor-domain';
import { sha256, type Digest } from '@quench/kernel';
import { InMemoryContentStore } from '@quench/testing';
import { Packs } from '../packs.js';
import { ShapedDocuments } from '../shaped-documents.js';
import { PublishedManifests } from './published-manifests.js';
import { RememberedPacks } from './remembered-packs.js';
import { RepositoryBlobs } from './repository-blobs.js';

const naming = (...blobs: readonly string[]): string =>
  JSON.stringify({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    layers: blobs.map((blob) => ({ digest: sha256(blob) })),
  });

let content: InMemoryContentStore;
let packs: Packs;
let rows: PublishedRow[];
let asked: number;
let opened: string[];
let blobs: RepositoryBlobs;

beforeEach(() => {
  content = new InMemoryContentStore();
  rows = [];
  asked = 0;
  opened = [];
  packs = new (class extends Packs {
    override open(pack = '') {
      if (pack !== '') opened.push(pack);
      return super.open(pack);
    }
  })(content, new ShapedDocuments(content));
  const all = () => Promise.resolve([...rows]).finally(() => (asked += 1));
  blobs = new RepositoryBlobs(all, new PublishedManifests(new RememberedPacks(packs)));
});

const row = (manifest: string, packed: string): PublishedRow => ({
  ...{ repository: 'app', index: '', subject: '', packed },
  digest: sha256(manifest),
});

async function image(...named: readonly string[]): Promise<void> {
  const manifest = naming(...named);
  await content.write(Buffer.from(manifest));
  rows.push(row(manifest, ''));
}

async function signatures(...manifests: readonly string[]): Promise<Digest> {
  const pack = await packs.write(new Map(manifests.map((text) => [sha256(text), text])));
  // A row of a pack may come before those of the images.
  rows.unshift(...manifests.map((manifest) => row(manifest, pack)));
  return pack;
}

describe('the blobs of a repository', () => {
  it('are found by the manifests that name them, once', async () => {
    await image('layer');
    expect(await blobs.packOf(sha256('layer'))).toBe('');
    expect(await blobs.packOf(sha256('layer'))).toBe('');
    expect(asked).toBe(1);
    expect(await blobs.packOf(sha256('none'))).toBeUndefined();
    await image('later');
    expect(await blobs.packOf(sha256('later'))).toBe('');
  });

  it('of images are found without a look into what is signed for them', async () => {
    await image('layer');
    const pack = await signatures(naming('bundle'), naming('payload'));
    expect([await blobs.packOf(sha256('layer')), opened]).toStrictEqual(['', []]);
    expect([await blobs.packOf(sha256('bundle')), opened]).toStrictEqual([pack, [pack]]);
    expect([await blobs.packOf(sha256('payload')), opened]).toStrictEqual([pack, [pack]]);
  });

  it('are looked for by one at a time: who comes meanwhile finds what was found', async () => {
    const pack = await signatures(naming('a', 'b'));
    const found = await Promise.all(['a', 'b', 'a'].map((blob) => blobs.packOf(sha256(blob))));
    expect([found, asked, opened]).toStrictEqual([[pack, pack, pack], 1, [pack]]);
  });

  it('are found beside a pack that is damaged, whose own are told as such', async () => {
    const [bad, good] = [await signatures(naming('bad')), await signatures(naming('good'))];
    await image('layer');
    content.damage(bad, Buffer.from('{}'));
    expect(await blobs.packOf(sha256('layer'))).toBe('');
    expect(await blobs.packOf(sha256('good'))).toBe(good);
    await expect(blobs.packOf(sha256('bad'))).rejects.toMatchObject({ code: 'content-corrupt' });
    expect(await blobs.packOf(sha256('good'))).toBe(good);
  });
});

describe('a manifest that is lost', () => {
  it('hides no blob of another one', async () => {
    for (const layer of ['a', 'b', 'c']) await image(layer);
    content.remove(rows[1]?.digest ?? '');
    expect([await blobs.packOf(sha256('a')), await blobs.packOf(sha256('c'))]).toStrictEqual(['', '']);
    await expect(blobs.packOf(sha256('b'))).rejects.toMatchObject({ code: 'content-missing' });
  });
});

describe('packs that were opened', () => {
  it('are remembered up to a length, the oldest least', async () => {
    const [a, b] = [await signatures('a'.repeat(60)), await signatures('b'.repeat(60))];
    const remembered = new RememberedPacks(packs, 100);
    await Promise.all([remembered.open(a), remembered.open(a)]);
    await remembered.open(a);
    expect(opened).toStrictEqual([a]);
    await remembered.open(b);
    await remembered.open(b);
    await remembered.open(a);
    expect(opened).toStrictEqual([a, b, a]);
  });

  it('are asked for again after a fault', async () => {
    const remembered = new RememberedPacks(packs);
    const missing = expect.objectContaining({ code: 'content-missing' });
    await expect(remembered.open(sha256('none'))).rejects.toEqual(missing);
    await expect(remembered.open(sha256('none'))).rejects.toEqual(missing);
    expect(opened).toHaveLength(2);
  });
});
