import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mediaTypes } from '@quench/contracts';
import { whenInstalled } from '@quench/testing';
import { canonicalJson, hex, sha256, type Digest } from '@quench/kernel';
import { FolderContentStore } from '../content-store/index.js';
import { deflateRange, GZIP_HEADER, gzipTrailer } from '../image-assembly/gzip.js';
import { writeTar } from '../image-assembly/tar-writer.js';
import { writeLayout } from './write-layout.js';

let folder: string;
let store: FolderContentStore;
let image: Digest;
let blobs: readonly Digest[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layout '));
  store = new FolderContentStore(join(folder, 'content'));
  const content = Buffer.from('hello');
  const tar = writeTar([{ type: 'file', path: 'hello', mode: 0o644, uid: 0, gid: 0, mtime: 0, content }]);
  const packed = Buffer.concat([GZIP_HEADER, deflateRange(tar, 0, tar.length), gzipTrailer(tar)]);
  const layer = await store.write(packed);
  const config = await store.write(
    Buffer.from(
      canonicalJson({
        architecture: 'amd64',
        os: 'linux',
        config: {},
        rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
      }),
    ),
  );
  const manifest = await store.write(
    Buffer.from(
      canonicalJson({
        ...{ schemaVersion: 2, mediaType: mediaTypes.manifest, annotations: {} },
        config: { ...config, mediaType: mediaTypes.config },
        layers: [{ ...layer, mediaType: mediaTypes.layer }],
      }),
    ),
  );
  const platform = { os: 'linux', architecture: 'amd64' };
  const index = await store.write(
    Buffer.from(
      canonicalJson({
        ...{ schemaVersion: 2, mediaType: mediaTypes.index, annotations: {} },
        manifests: [{ ...manifest, mediaType: mediaTypes.manifest, platform }],
      }),
    ),
  );
  image = index.digest;
  blobs = [layer, config, manifest, index].map((content_) => content_.digest);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('image layout', () => {
  it('holds the index, all that it leads to, and nothing else', async () => {
    const directory = join(folder, 'layout');
    await writeLayout(store, image, { directory, tag: 'stable' });
    expect(await readdir(join(directory, 'blobs', 'sha256'))).toEqual(blobs.map(hex).sort());
    expect(await readFile(join(directory, 'oci-layout'), 'utf8')).toBe('{"imageLayoutVersion":"1.0.0"}');
    const { size } = await stat(join(directory, 'blobs', 'sha256', hex(image)));
    expect(JSON.parse(await readFile(join(directory, 'index.json'), 'utf8'))).toEqual({
      schemaVersion: 2,
      manifests: [
        {
          ...{ mediaType: mediaTypes.index, digest: image, size },
          annotations: { 'org.opencontainers.image.ref.name': 'stable' },
        },
      ],
    });
  });

  it('is written again without harm', async () => {
    const directory = join(folder, 'twice');
    await writeLayout(store, image, { directory, tag: 'a' });
    await writeLayout(store, image, { directory, tag: 'a' });
    expect(await readdir(join(directory, 'blobs', 'sha256'))).toHaveLength(blobs.length);
  });

  it('refuses a digest that is no index', async () => {
    const refused = writeLayout(store, blobs[2] as Digest, { directory: join(folder, 'bad'), tag: 'a' });
    await expect(refused).rejects.toEqual(expect.objectContaining({ code: 'document-malformed' }));
  });

  whenInstalled('skopeo')(
    'is read by skopeo',
    async (skopeo) => {
      const directory = join(folder, 'skopeo');
      await writeLayout(store, image, { directory, tag: 'stable' });
      const raw = execFileSync(skopeo?.path ?? '', ['inspect', '--raw', `oci:${directory}:stable`]);
      expect(sha256(raw)).toBe(image);
      execFileSync(skopeo?.path ?? '', ['copy', '--all', `oci:${directory}:stable`, `dir:${join(folder, 'copied')}`]);
    },
    60_000,
  );
});
