import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { InMemoryContentStore } from '@quench/testing';
import { Packs } from '../packs.js';
import { ShapedDocuments } from '../shaped-documents.js';
import { PublishedManifests } from './published-manifests.js';
import { RememberedPacks } from './remembered-packs.js';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const get = async (text: string) => {
  const content = new InMemoryContentStore();
  const { digest } = await content.write(Buffer.from(text));
  const packs = new RememberedPacks(new Packs(content, new ShapedDocuments(content)));
  return new PublishedManifests(packs).get({ digest, packed: '' });
};

describe('a manifest to be served', () => {
  it('may be an index, which has neither config nor layers', async () => {
    expect(await get(JSON.stringify({ mediaType, manifests: [] }))).toMatchObject({ mediaType, blobs: [] });
  });

  it.each([
    '{',
    'null',
    '[]',
    '{}',
    JSON.stringify({ mediaType: `${mediaType}\nSet-Cookie: a=b` }),
    JSON.stringify({ mediaType: 'text' }),
    JSON.stringify({ mediaType, config: null }),
    JSON.stringify({ mediaType, layers: {} }),
    JSON.stringify({ mediaType, layers: [null] }),
    JSON.stringify({ mediaType, layers: [{ digest: 'sha256:1' }] }),
    JSON.stringify({ mediaType, artifactType: 1 }),
    JSON.stringify({ mediaType, annotations: { a: 1 } }),
  ])('is refused as %s', async (text) => {
    await expect(get(text)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'document-malformed' });
  });
});
