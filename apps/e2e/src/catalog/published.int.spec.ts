import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whenInstalled, whenManyUsers, type Client } from '@quench/testing';
import { isLong } from '../faults/how-long.js';
import type { Image } from '../factory/factory-world.js';
import type { Started } from '../factory/quench.js';
import { HANG_MS, RealFactory } from './real-factory.js';
import { billLines, lockedLines, packageLine, type LockView } from './bill-lines.js';
import { shippedImages, TO_BUILD_IN } from './shipped-catalog.js';
import { ATTESTATIONS, ClientHome } from './stock-client.js';

/** Asked closely, which takes longer than to build and test them all: two platforms, each distribution, placed, a project. */
const CLOSELY: readonly string[] = ['nginx/debian-1.26', 'nodejs/24', 'redis-bookworm', 'web-node'];
const A_DIGEST = /^sha256:[0-9a-f]{64}$/;
const REBUILT: readonly string[] = ['nginx/debian-1.26', 'web-node'];

interface Status {
  readonly gateway: string;
  readonly publicKey: string;
}

let factory: RealFactory;
let home: ClientHome;
let up: Started;
/** Of prod. */
let images: readonly Image[];
/** Of dev. */
let variants: readonly Image[];
let gateway: string;
let key: string;
/** The manifests of each index. */
const children = new Map<string, readonly string[]>();

beforeAll(async () => {
  factory = await RealFactory.create();
  home = await ClientHome.create();
  await factory.catalog[isLong ? 'ship' : 'shipBriefly'](...(await shippedImages()));
  up = await factory.serving();
  const rows = await factory.images();
  images = rows.filter(({ variant }) => variant === 'prod');
  variants = rows.filter(({ variant }) => variant === 'dev');
  const status = await factory.quench.json<Status>('status');
  expect(status).toMatchObject({ waived: [] });
  gateway = status.gateway;
  key = await home.write('distributor.pub', status.publicKey);
  for (const { image, repository, digest } of images) {
    const answer = await fetch(`http://${gateway}/v2/${repository}/manifests/${digest}`);
    const { manifests } = (await answer.json()) as { readonly manifests: readonly { readonly digest: string }[] };
    children.set(
      image,
      manifests.map((child) => child.digest),
    );
  }
}, HANG_MS);
afterAll(async () => {
  await factory.close();
  await home.remove();
}, HANG_MS);

const reference = (repository: string, name = ':latest'): string => `${gateway}/${repository}${name}`;
/** An image's index and its children, as references. */
const whole = ({ image, repository, digest }: Image): readonly string[] => [
  reference(repository, `@${digest}`),
  ...(children.get(image) ?? []).map((child) => reference(repository, `@${child}`)),
];
/** The channel that an image is asked for by, and no other line of it has. */
const tagOf = ({ channels: [first = ''] }: Image): string => `:${first}`;

const among = (names: readonly string[]): readonly Image[] => {
  const found = images.filter(({ image }) => names.includes(image));
  expect(found.map(({ image }) => image)).toStrictEqual(names);
  return found;
};

const fileName = ({ image }: Image): string => image.replaceAll('/', '-');

describe('the catalog', () => {
  it('has a variant to build in beside the image to run, with channels and a digest of its own', async () => {
    const repositories = isLong ? ['nodejs', 'openjdk-jre', 'postgresql', TO_BUILD_IN] : [TO_BUILD_IN];
    expect([...new Set(variants.map(({ repository }) => repository))].sort()).toStrictEqual(repositories);
    for (const { repository, verdict, problem, digest, channels } of variants) {
      expect({ verdict, problem }).toStrictEqual({ verdict: 'approved', problem: '' });
      expect(images.map((one) => one.digest)).not.toContain(digest);
      for (const channel of channels) {
        expect(channel).toMatch(/-dev$/);
        const answer = await fetch(`http://${gateway}/v2/${repository}/manifests/${channel}`, { method: 'HEAD' });
        expect(answer.headers.get('docker-content-digest')).toBe(digest);
      }
    }
  });

  it('is built from the archive, approved and published, every image of it', async () => {
    const repositories = images.map(({ repository }) => repository);
    expect([...new Set(repositories)].sort()).toStrictEqual(await shippedImages());
    const latest = images.filter(({ channels }) => channels.includes('latest'));
    expect(latest.map(({ repository }) => repository).sort()).toStrictEqual(await shippedImages());
    for (const image of images) {
      expect(image).toMatchObject({
        verdict: 'approved',
        problem: '',
        digest: expect.stringMatching(A_DIGEST),
        recipe: { 'linux/amd64': expect.stringMatching(A_DIGEST), 'linux/arm64': expect.stringMatching(A_DIGEST) },
      });
      for (const channel of image.channels) {
        const manifest = `http://${gateway}/v2/${image.repository}/manifests/${channel}`;
        const answer = await fetch(manifest, { method: 'HEAD' });
        expect([image.image, answer.headers.get('docker-content-digest')]).toStrictEqual([image.image, image.digest]);
      }
    }
  });

  it('asks the server of an image, on what was prepared outside of it, for both platforms', async () =>
    expect(await factory.passed('postgresql/debian-17')).toEqual(
      expect.arrayContaining(['linux/amd64 probe', 'linux/arm64 probe']),
    ));

  it(
    'is verified by Quench itself, bytes, signatures, provenance and verdict',
    async () => {
      for (const image of among(CLOSELY)) {
        const name = `${image.repository}${tagOf(image)}`;
        expect(await factory.quench.json('verify', name)).toMatchObject({ ok: true });
      }
    },
    HANG_MS,
  );

  it(
    'gives the same manifests when images are built once more from their inputs only',
    async () => {
      for (const { image, digest } of among(REBUILT)) {
        expect(await factory.quench.json('rebuild', image)).toMatchObject({
          ...{ published: digest, rebuilt: digest, equal: true },
          platforms: (children.get(image) ?? []).map((published) => ({
            ...{ published, rebuilt: published, equal: true, planted: [] },
          })),
        });
      }
    },
    HANG_MS,
  );
});

describe('pulling', () => {
  whenInstalled('skopeo')(
    'skopeo copies an image with all that it names',
    async (skopeo) => {
      if (skopeo === undefined) return;
      for (const one of among(CLOSELY)) {
        const { image, repository, digest } = one;
        const layout = join(home.path, `layout-${fileName(one)}`);
        const source = `docker://${reference(repository, tagOf(one))}`;
        await home.call(
          skopeo,
          ...['--insecure-policy', 'copy', '--all', '--src-tls-verify=false', source, `oci:${layout}:latest`],
        );
        const { manifests } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
          manifests: readonly { readonly digest: string }[];
        };
        expect({ image, digest: manifests[0]?.digest }).toStrictEqual({ image, digest });
      }
    },
    HANG_MS,
  );

  whenInstalled('crane')(
    'crane finds the digest under every channel of an image, and every layer of it whole',
    async (crane) => {
      if (crane === undefined) return;
      for (const one of among(CLOSELY)) {
        for (const channel of one.channels) {
          const found = await home.call(crane, 'digest', '--insecure', reference(one.repository, `:${channel}`));
          expect(found.trim()).toBe(one.digest);
        }
        await home.call(crane, 'validate', '--insecure', '--remote', whole(one)[1] ?? '');
      }
    },
    HANG_MS,
  );

  whenManyUsers('podman', 'runc')(
    'podman pulls and runs the images without a network, without rights and without a place to write',
    async (podman) => {
      if (podman === undefined) return;
      const own = ['--root', join(home.path, 'podman'), '--runroot', join(home.path, 'podman-run')];
      const storage = [...own, '--storage-driver', 'vfs'];
      const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
      const closed = ['--read-only', '--cap-drop', 'all', '--network', 'none'];
      const run = (image: string, ...args: readonly string[]): Promise<string> => {
        const engine = ['run', '--rm', '--runtime', 'runc', '--tls-verify=false', ...limits, ...closed];
        return home.call(podman, ...storage, ...engine, reference(image), ...args);
      };
      expect(await run('nodejs', '--version')).toMatch(/^v24\./);
      expect(await run('python', '-c', 'import ssl; print(ssl.OPENSSL_VERSION)')).toMatch(/^OpenSSL 3\./);
      // The directive of the image's own command line comes after -t.
      await run('nginx', '-t');
      expect(await run('redis', '--version')).toMatch(/^Redis server v=8\./);
      expect(await run('redis-bookworm', '--version')).toMatch(/^Redis server v=7\./);
    },
    HANG_MS,
  );
});

/** Signature and every attestation of every index and child. */
async function verifyAll(cosign: Client): Promise<number> {
  const flags = ['--insecure-ignore-tlog', '--key', key];
  let verified = 0;
  for (const image of among(CLOSELY)) {
    for (const subject of whole(image)) {
      await home.call(cosign, 'verify', ...flags, subject);
      for (const type of ATTESTATIONS) {
        await home.call(cosign, 'verify-attestation', ...flags, '--type', type, subject);
        verified += 1;
      }
    }
  }
  return verified;
}

describe('cosign', () => {
  whenInstalled('cosign')(
    '3 verifies signature and every attestation of index and children with the public key',
    async (cosign) => {
      if (cosign === undefined) return;
      expect(await verifyAll(cosign)).toBe(among(CLOSELY).flatMap(whole).length * ATTESTATIONS.length);
    },
    HANG_MS,
  );

  whenInstalled('cosign-2.5')(
    '2.5 verifies the legacy form of the same',
    async (cosign) => {
      if (cosign === undefined) return;
      expect(await verifyAll(cosign)).toBe(among(CLOSELY).flatMap(whole).length * ATTESTATIONS.length);
    },
    HANG_MS,
  );
});

/** The packages of the bill of materials that the attestation of an image's first child carries. */
async function attested(cosign: Client, image: Image): Promise<readonly string[]> {
  const flags = ['--insecure-ignore-tlog', '--key', key, '--type', 'spdxjson'];
  // That of an index has the packages of all of its children.
  return billLines(await home.call(cosign, 'verify-attestation', ...flags, whole(image)[1] ?? ''));
}

describe('the bill of materials', () => {
  whenInstalled('syft', 'crane', 'cosign')(
    'names exactly the packages that syft finds, of every ecosystem, and those that the lock has',
    async (syft, crane, cosign) => {
      if (syft === undefined || crane === undefined || cosign === undefined) return;
      for (const image of among(CLOSELY)) {
        const tar = join(home.path, `${fileName(image)}.tar`);
        // Its folder sources take no index: one manifest, as docker saves it.
        await home.call(crane, 'pull', '--insecure', whole(image)[1] ?? '', tar);
        const scan = ['scan', `docker-archive:${tar}`, '--quiet', '--output', 'json'];
        const { artifacts } = JSON.parse(await home.call(syft, ...scan)) as {
          readonly artifacts: readonly { readonly type: string; readonly name: string; readonly version: string }[];
        };
        const locked = lockedLines(await factory.quench.ask<LockView>('image', 'lock', image.image));
        const placed = locked.filter((one) => !one.startsWith('deb '));
        // What it tells by the bytes of a program is a release that was placed, by another name, and a project that the
        // catalog holds is nobody's package.
        const isNone = (one: { readonly type: string; readonly name: string }): boolean =>
          placed.length > 0 && (one.type === 'binary' || one.name === image.image);
        const found = artifacts.filter((one) => !isNone(one)).map(packageLine);
        expect({ image: image.image, packages: await attested(cosign, image) }).toStrictEqual({
          image: image.image,
          packages: [...new Set([...found, ...placed])].sort(),
        });
        const debs = found.filter((one) => one.startsWith('deb '));
        expect(locked.filter((one) => !placed.includes(one)).sort()).toStrictEqual(debs.sort());
        expect(image.packages).toBe(locked.length);
      }
    },
    HANG_MS,
  );
});

describe('a second round', () => {
  it(
    'does nothing and says so',
    async () => {
      up.process.kill('SIGTERM');
      expect(await up.ended).toMatchObject({ code: 0 });
      const { code, err } = await factory.upOnce();
      expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('catalog unchanged') });
      const after = await factory.images();
      expect(after.filter(({ variant }) => variant === 'prod')).toStrictEqual(images);
      expect(after.filter(({ variant }) => variant === 'dev')).toStrictEqual(variants);
    },
    HANG_MS,
  );
});
