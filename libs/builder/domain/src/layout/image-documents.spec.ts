import { describe, expect, it } from '@jest/globals';
import type { AssembledLayers, LockedPackage } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { lockedToy, toyRecipe } from '@quench/testing';
import { imageDocuments } from './image-documents.js';
import { imageIndex, type DocumentBytes } from './oci-documents.js';

const packages: readonly LockedPackage[] = ['beta', 'alpha'].map((name) => lockedToy(name, { entries: [] }).locked);
const written = toyRecipe(packages, {
  env: { TZ: 'UTC', PATH: '/opt/bin' },
  volumes: ['/var/data'],
  workdir: '/work',
  labels: { 'org.example.team': 'web' },
  run: {
    ...{ entrypoint: ['/usr/sbin/nginx'], cmd: ['-g', 'daemon off;'], user: 'nonroot', uid: 65532, gid: 65533 },
    ...{ ports: [8080], stopSignal: 'SIGQUIT' },
  },
});
/** Of one codec for ever: the bill of materials names the recipe's digest. */
const recipe = { ...written, versions: { ...written.versions, codec: 1 } };
const layer = (kind: 'base' | 'package' | 'top', names: readonly string[] = []) => ({
  ...{ kind, packages: names, digest: sha256(`gz ${kind}`), diffId: sha256(`tar ${kind}`), sizeBytes: 7 },
});
const assembled: AssembledLayers & { readonly bundled: [] } = {
  layers: [layer('base'), layer('package', ['pkg:toy/example/alpha@1.0']), layer('top')],
  mtime: 1_700_000_000,
  bundled: [],
};

const parse = (document: DocumentBytes): unknown => JSON.parse(Buffer.from(document.bytes).toString('utf8'));

describe('documents of an image', () => {
  const documents = imageDocuments(recipe, packages, assembled);

  it('tell an engine how to run it', () => {
    expect(parse(documents.config)).toEqual({
      architecture: 'amd64',
      os: 'linux',
      created: '2023-11-14T22:13:20Z',
      config: {
        User: '65532:65533',
        Env: ['PATH=/opt/bin', 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt', 'TZ=UTC'],
        Entrypoint: ['/usr/sbin/nginx'],
        Cmd: ['-g', 'daemon off;'],
        WorkingDir: '/work',
        StopSignal: 'SIGQUIT',
        ExposedPorts: { '8080/tcp': {} },
        Volumes: { '/var/data': {} },
        Labels: { 'org.example.team': 'web' },
      },
      rootfs: { type: 'layers', diff_ids: [sha256('tar base'), sha256('tar package'), sha256('tar top')] },
      history: [
        { created: '2023-11-14T22:13:20Z', created_by: 'quench base' },
        { created: '2023-11-14T22:13:20Z', created_by: 'quench pkg:toy/example/alpha@1.0' },
        { created: '2023-11-14T22:13:20Z', created_by: 'quench top' },
      ],
    });
  });

  it('name layers and config by digest and size', () => {
    expect(parse(documents.manifest)).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: sha256(documents.config.bytes),
        size: documents.config.bytes.length,
      },
      layers: ['gz base', 'gz package', 'gz top'].map((content) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: sha256(content),
        size: 7,
      })),
      annotations: {
        'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
        'org.opencontainers.image.description': 'A toy',
        'org.opencontainers.image.title': 'toy',
        'org.opencontainers.image.version': '1.0',
      },
    });
  });

  it('do not depend on the order of packages, nor on where they were fetched from', () => {
    const others = [...packages]
      .reverse()
      .map((entry) => ({ ...entry, from: { origin: 'Other', suite: 'x' }, path: 'y' }));
    expect(imageDocuments(recipe, others, assembled)).toEqual(documents);
  });

  it('are the same bytes as ever', () => {
    const digests = Object.values(documents as unknown as Record<string, DocumentBytes>).map((one) => one.digest);
    expect(digests).toMatchInlineSnapshot(`
     [
       "sha256:db0899468b557c4a2f8eada002c4badfcc7be1271a7603ecafba84e5ac8c9d02",
       "sha256:c02b2a8dc7ba7741a12a902985b783952e1d02dcf60d5c1857cae9b80d218720",
       "sha256:8b1eb8ea3eec24cfb0eb1decfa00741afc444e22519467444bbd4ee203d16a44",
       "sha256:a7a419feab70ddd59afa6fa555b018bbae30333b1eb42e9adfd39c70506ce80a",
     ]
    `);
  });
});

describe('index of an image', () => {
  const child = (platform: string, mtime: number) => ({
    ...{ recipe: { ...recipe, platform }, mtime, manifest: { digest: sha256(platform), size: 5 } },
  });

  it('lists its platforms in order, dated by the newest, whatever the order given', () => {
    const amd64 = child('linux/amd64', 5);
    const arm64 = child('linux/arm64', 1_700_000_000);
    const index = imageIndex([arm64, amd64]);
    expect(imageIndex([amd64, arm64])).toEqual(index);
    const other = { ...arm64, recipe: { ...arm64.recipe, image: { ...recipe.image, version: '0' } } };
    expect(imageIndex([other, amd64])).toEqual(imageIndex([amd64, other]));
    expect(parse(index)).toMatchObject({
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        { digest: sha256('linux/amd64'), size: 5, platform: { os: 'linux', architecture: 'amd64' } },
        { digest: sha256('linux/arm64'), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      ],
      annotations: { 'org.opencontainers.image.created': '2023-11-14T22:13:20Z' },
    });
  });

  it('is an index also of one platform', () => {
    expect(parse(imageIndex([child('linux/amd64', 5)]))).toMatchObject({
      manifests: [{ digest: sha256('linux/amd64') }],
    });
  });
});
