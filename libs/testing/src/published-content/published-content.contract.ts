import { describe, expect, it } from '@jest/globals';
import { sha256, type Digest } from '@quench/kernel';
import type { ContentStore, PublishedContent } from '@quench/ports';

/** An adapter with something published, and what that is. */
export interface PublishedContentUnderTest {
  readonly published: PublishedContent;
  readonly content: ContentStore;
  readonly repository: string;
  /** All tags of the repository, in byte order; the first of them points to `manifest`. */
  readonly tags: readonly [string, string, ...string[]];
  readonly manifest: Digest;
  /** Of the manifest, or of what it lists. */
  readonly blob: Digest;
  /** What refers to the manifest, sorted. */
  readonly referrers: readonly Digest[];
}

interface Written {
  readonly layers?: readonly { readonly digest: Digest }[];
}

/** Of a blob, read whole and in two parts. */
async function digestOf(published: PublishedContent, repository: string, blob: Digest): Promise<Digest> {
  const found = await published.blob(repository, blob);
  const bytes = await collected(found?.stream());
  expect(bytes.byteLength).toBe(found?.size);
  const parts = [
    await collected(found?.stream({ start: 0, end: 2 })),
    await collected(found?.stream({ start: 2, end: bytes.byteLength })),
  ];
  expect(parts[0]).toStrictEqual(bytes.subarray(0, 2));
  expect(Buffer.concat(parts)).toStrictEqual(bytes);
  return sha256(bytes);
}

async function collected(stream: AsyncIterable<Uint8Array> = missing()): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function missing(): never {
  throw new Error('The blob is not there');
}

/** What every adapter of published content promises. */
export function publishedContentContract(name: string, make: () => Promise<PublishedContentUnderTest>): void {
  describe(`published content: ${name}`, () => {
    it('knows the repositories that published something', async () => {
      const { published, repository } = await make();
      expect(await published.hasRepository(repository)).toBe(true);
      expect(await published.hasRepository('none')).toBe(false);
    });

    it('finds a manifest by its tag, and describes it', async () => {
      const { published, content, repository, tags, manifest } = await make();
      expect(await published.resolve(repository, tags[0])).toBe(manifest);
      expect(await published.manifest(repository, manifest)).toMatchObject({
        digest: manifest,
        size: (await content.stat(manifest))?.size,
      });
    });

    it('has nothing under another tag, digest or repository', async () => {
      const { published, content, repository, tags, manifest, blob } = await make();
      const { digest } = await content.write(Buffer.from('{"mediaType":"application/x"}'));
      expect(await published.resolve(repository, 'none')).toBeUndefined();
      expect(await published.resolve('none', tags[0])).toBeUndefined();
      expect(await published.manifest(repository, digest)).toBeUndefined();
      expect(await published.manifest('none', manifest)).toBeUndefined();
      expect(await published.blob(repository, digest)).toBeUndefined();
      expect(await published.blob('none', blob)).toBeUndefined();
    });

    it('warns of no tag that there is nothing to say of', async () => {
      const { published, repository, tags } = await make();
      expect(await published.warning(repository, tags[0])).toBeUndefined();
      expect(await published.warning(repository, 'none')).toBeUndefined();
      expect(await published.warning('none', tags[0])).toBeUndefined();
    });

    it('gives the bytes of manifests', async () => {
      const { published, repository, manifest } = await make();
      const found = await published.manifest(repository, manifest);
      expect(sha256((await found?.read()) ?? '')).toBe(manifest);
    });

    it('gives the bytes of blobs, whole and in part', async () => {
      const { published, repository, blob } = await make();
      for (const one of ['first', 'again'])
        expect([one, await digestOf(published, repository, blob)]).toEqual([one, blob]);
    });

    it('gives the bytes of what refers to a manifest', async () => {
      const { published, repository, manifest } = await make();
      for (const { digest, size } of await published.referrers(repository, manifest)) {
        const found = await published.manifest(repository, digest);
        const bytes = (await found?.read()) ?? Buffer.from('none');
        expect([sha256(bytes), bytes.byteLength, found?.size]).toStrictEqual([digest, size, size]);
        const { layers = [] } = JSON.parse(Buffer.from(bytes).toString()) as Written;
        for (const layer of layers) expect(await digestOf(published, repository, layer.digest)).toBe(layer.digest);
      }
    });

    it('pages tags in byte order', async () => {
      const { published, repository, tags } = await make();
      expect(await published.tags(repository, { limit: 100 })).toStrictEqual(tags);
      expect(await published.tags(repository, { after: tags[0], limit: 1 })).toStrictEqual([tags[1]]);
      expect(await published.tags('none', { limit: 100 })).toStrictEqual([]);
    });

    it('lists all that refers to a manifest, and nothing for others', async () => {
      const { published, repository, manifest, referrers } = await make();
      const found = await published.referrers(repository, manifest);
      expect(found.map(({ digest }) => digest).sort()).toStrictEqual(referrers);
      expect(found.every(({ artifactType, size }) => artifactType !== '' && size > 0)).toBe(true);
      expect(await published.referrers(repository, sha256('none'))).toStrictEqual([]);
      expect(await published.referrers('none', manifest)).toStrictEqual([]);
    });
  });
}
