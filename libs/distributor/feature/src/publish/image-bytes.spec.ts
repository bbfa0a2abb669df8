import { beforeEach, describe, expect, it } from '@jest/globals';
import type { OciDescriptor, OciIndex } from '@quench/contracts';
import { digest, sha256, type Digest } from '@quench/kernel';
import { InMemoryContentStore } from '@quench/testing';
import { ShapedDocuments } from '../shaped-documents.js';
import { ImageBytes } from './image-bytes.js';

/** Counts how often each content is read as a stream. */
class CountingStore extends InMemoryContentStore {
  readonly streamed: Digest[] = [];

  override stream(named: Digest): AsyncIterable<Uint8Array> {
    this.streamed.push(named);
    return super.stream(named);
  }
}

const text = (of: string): Uint8Array => new TextEncoder().encode(of);

describe('the bytes of images', () => {
  let content: CountingStore;
  let bytes: ImageBytes;
  let shared: OciDescriptor;

  const blob = async (mediaType: string, of: string): Promise<OciDescriptor> => ({
    mediaType,
    ...(await content.write(text(of))),
  });
  const image = async (name: string): Promise<OciIndex> => {
    const config = await blob('application/vnd.oci.image.config.v1+json', `{"name":"${name}"}`);
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const manifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [shared] });
    const platform = { os: 'linux', architecture: 'amd64' };
    const child = { ...(await blob(mediaType, manifest)), platform };
    return {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [child],
      annotations: {},
    };
  };

  beforeEach(async () => {
    content = new CountingStore();
    bytes = new ImageBytes(content, new ShapedDocuments(content));
    shared = await blob('application/vnd.oci.image.layer.v1.tar+gzip', 'a layer of both');
  });

  const readsOfShared = (): number => content.streamed.filter((one) => one === shared.digest).length;

  it('are looked at once, while nothing touches them', async () => {
    for (const name of ['one', 'other']) await bytes.checkUnseen(await image(name));
    expect(readsOfShared()).toBe(1);
  });

  it('are looked at again when something has touched them', async () => {
    await bytes.checkUnseen(await image('one'));
    content.damage(digest(shared.digest), text('a layer of evil'));
    await expect(bytes.checkUnseen(await image('other'))).rejects.toThrow(sha256('a layer of evil'));
  });

  it('are not taken for seen when they were wrong', async () => {
    content.damage(digest(shared.digest), text('a layer of evil'));
    const both = await image('one');
    await expect(bytes.checkUnseen(both)).rejects.toMatchObject({ code: 'blob-mismatch' });
    await expect(bytes.checkUnseen(both)).rejects.toMatchObject({ code: 'blob-mismatch' });
  });

  it('are not taken for those of another size', async () => {
    await bytes.checkUnseen(await image('one'));
    shared = { ...shared, size: shared.size + 1 };
    await expect(bytes.checkUnseen(await image('other'))).rejects.toMatchObject({ code: 'blob-mismatch' });
  });

  it('are all looked at when somebody asks what is there', async () => {
    const one = await image('one');
    await bytes.checkUnseen(one);
    await bytes.check(one);
    expect(readsOfShared()).toBe(2);
  });
});
