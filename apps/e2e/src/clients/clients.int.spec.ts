import 'reflect-metadata';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { InMemorySigner, whenInstalled, type StoryImage } from '@quench/testing';
import { ServedImages } from './served-images.js';

const HANG_MS = 120_000;
const IMAGE = 'team-hello';

/** On an image and on each child. */
const ATTESTATIONS = [
  'slsaprovenance1',
  'spdxjson',
  'cyclonedx',
  'https://in-toto.io/attestation/test-result/v0.1',
] as const;

let served: ServedImages;
let registry: string;
let image: StoryImage;
let key: string;
let otherKey: string;

beforeAll(async () => {
  served = await ServedImages.open();
  registry = served.registry;
  const { home, world } = served;
  key = await home.write('distributor.pub', world.signers.distributor.publicKey.pem);
  otherKey = await home.write('other.pub', new InMemorySigner('distributor').publicKey.pem);
  image = await served.publish(IMAGE, Buffer.alloc(300_000, 'hello\n'));
}, HANG_MS);

afterAll(() => served.close());

const call = (...asked: Parameters<ServedImages['call']>): Promise<string> => served.call(...asked);

const child = (): string => image.platforms[0]?.manifest ?? '';
const refuses = (running: Promise<string>) => expect(running).rejects.toMatchObject({ code: expect.any(Number) });

describe('cosign 3', () => {
  const verify = ['verify', '--insecure-ignore-tlog', '--key'];
  const attestation = ['verify-attestation', '--insecure-ignore-tlog', '--key'];

  whenInstalled('cosign')(
    'verifies the signature of an image by tag, of the index and of its child',
    async (cosign) => {
      if (cosign === undefined) return;
      for (const name of [':latest', `@${image.index}`, `@${child()}`]) {
        const [signature] = JSON.parse(await call(cosign, ...verify, key, `${registry}/${IMAGE}${name}`)) as [
          { critical: { image: object } },
        ];
        const subject = name === `@${child()}` ? child() : image.index;
        expect(signature.critical.image).toStrictEqual({ 'docker-manifest-digest': subject });
      }
    },
    HANG_MS,
  );

  whenInstalled('cosign')(
    'verifies every attestation of the index and of its child',
    async (cosign) => {
      if (cosign === undefined) return;
      for (const digest of [image.index, child()]) {
        for (const type of ATTESTATIONS) {
          await call(cosign, ...attestation, key, '--type', type, `${registry}/${IMAGE}@${digest}`);
        }
      }
    },
    HANG_MS,
  );

  whenInstalled('cosign')(
    'refuses another key and a type that is not there',
    async (cosign) => {
      if (cosign === undefined) return;
      const reference = `${registry}/${IMAGE}:latest`;
      await refuses(call(cosign, ...verify, otherKey, reference));
      await refuses(call(cosign, ...attestation, otherKey, '--type', 'spdxjson', reference));
      await refuses(call(cosign, ...attestation, key, '--type', 'openvex', reference));
    },
    HANG_MS,
  );
});

describe('cosign 2.5', () => {
  whenInstalled('cosign-2.5')(
    'verifies signature and attestations in the legacy form, and refuses another key',
    async (cosign) => {
      if (cosign === undefined) return;
      const flags = ['--insecure-ignore-tlog', '--key'];
      for (const digest of [image.index, child()]) {
        const reference = `${registry}/${IMAGE}@${digest}`;
        await call(cosign, 'verify', ...flags, key, reference);
        for (const type of ATTESTATIONS) {
          await call(cosign, 'verify-attestation', ...flags, key, '--type', type, reference);
        }
        await refuses(call(cosign, 'verify', ...flags, otherKey, reference));
        await refuses(call(cosign, 'verify-attestation', ...flags, otherKey, '--type', 'spdxjson', reference));
      }
    },
    HANG_MS,
  );
});

describe('pulling', () => {
  whenInstalled('crane')(
    'crane takes the image, lists its tags and finds its digest',
    async (crane) => {
      if (crane === undefined) return;
      const reference = `${registry}/${IMAGE}`;
      expect((await call(crane, 'digest', '--insecure', `${reference}:latest`)).trim()).toBe(image.index);
      expect((await call(crane, 'ls', '--insecure', reference)).split('\n')).toEqual(
        expect.arrayContaining(['1.2.3-r1', 'latest']),
      );
      const target = join(served.home.path, 'crane.tar');
      await call(crane, 'pull', '--insecure', '--platform', 'linux/amd64', `${reference}:latest`, target);
      expect((await stat(target)).size).toBeGreaterThan(image.sizeBytes);
      await call(crane, 'validate', '--insecure', '--remote', `${reference}@${child()}`);
    },
    HANG_MS,
  );

  whenInstalled('oras')(
    'oras sees what refers to the image',
    async (oras) => {
      if (oras === undefined) return;
      const flags = ['--plain-http', '--format', 'json'];
      const text = await call(oras, 'discover', ...flags, `${registry}/${IMAGE}@${image.index}`);
      const { referrers } = JSON.parse(text) as { referrers: object[] };
      expect(referrers).toHaveLength(1 + ATTESTATIONS.length);
    },
    HANG_MS,
  );

  whenInstalled('podman')(
    'podman pulls the image by its digest',
    async (podman) => {
      if (podman === undefined) return;
      const own = [
        '--root',
        join(served.home.path, 'podman'),
        '--runroot',
        join(served.home.path, 'podman-run'),
        '--storage-driver',
        'vfs',
      ];
      const reference = `${registry}/${IMAGE}@${image.index}`;
      await call(podman, ...own, 'pull', '--quiet', '--tls-verify=false', reference);
      const [found] = JSON.parse(await call(podman, ...own, 'image', 'inspect', reference)) as { User: string }[];
      expect(found?.User).toBe('65532:65532');
    },
    HANG_MS,
  );

  whenInstalled('skopeo')(
    'skopeo copies the image with all that it names, to the byte',
    async (skopeo) => {
      if (skopeo === undefined) return;
      const target = join(served.home.path, 'layout');
      const source = `docker://${registry}/${IMAGE}:latest`;
      await call(
        skopeo,
        '--insecure-policy',
        'copy',
        '--all',
        '--src-tls-verify=false',
        source,
        `oci:${target}:latest`,
      );
      const { manifests } = JSON.parse(await readFile(join(target, 'index.json'), 'utf8')) as {
        manifests: { digest: string }[];
      };
      expect(manifests.map(({ digest }) => digest)).toStrictEqual([image.index]);
      const layer = await readFile(join(target, 'blobs', ...image.layer.split(':')));
      expect(sha256(layer)).toBe(image.layer);
    },
    HANG_MS,
  );
});

it('needs no client to see that the story was published', async () => {
  expect(await served.world.recorded()).toStrictEqual(['ImageSigned', 'ImageAttested', 'ChannelMoved latest 1']);
});
