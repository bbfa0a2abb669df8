import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FolderContentStore } from '@quench/platform/content-store';
import { createPluginHost } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';
import type { Host, ImageEntry, Snapshot } from '@quench/plugin-sdk';
import { follow, installImage, wrongSums, type InstalledImage } from './installed-image.js';
import { takeSnapshots } from './take-snapshots.js';

const BASE = ['base-files', 'netbase', 'tzdata', 'ca-certificates'];
const SHELL_OR_MANAGER = /^usr\/s?bin\/(?:[a-z]*sh|busybox|perl.*|dpkg.*|apt.*)$/;
const FIVE_MINUTES = 300_000;

const plugin = deb();
let folder: string;
let host: Host;
let snapshots: readonly Snapshot[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-install-'));
  const content = new FolderContentStore(join(folder, 'content'));
  host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'cache') });
  snapshots = await takeSnapshots('debian/trixie', plugin, host);
}, FIVE_MINUTES);

afterAll(() => rm(folder, { recursive: true, force: true }));

const paths = (image: InstalledImage, matches: (entry: ImageEntry) => boolean): readonly string[] =>
  [...image.entries.values()].filter(matches).map(({ path }) => path);

describe.each([
  ['static', []],
  ['base', ['libc6']],
  ['nodejs', ['nodejs']],
  ['python', ['python3']],
  ['nginx', ['nginx']],
  ['redis', ['redis-server']],
])('the real packages of the image %s', (_name, packages) => {
  let image: InstalledImage;

  beforeAll(async () => {
    image = await installImage([...BASE, ...packages], plugin, snapshots, host);
  }, FIVE_MINUTES);

  it('meet nowhere but in directories', () => {
    expect(image.collisions).toEqual([]);
  });

  it('bring no shell, no package manager, no setuid and nothing that anybody may write', () => {
    expect(paths(image, ({ path }) => SHELL_OR_MANAGER.test(path))).toEqual([]);
    expect(paths(image, ({ mode }) => (mode & 0o6000) !== 0)).toEqual([]);
    expect(paths(image, ({ mode, type }) => type !== 'symlink' && (mode & 0o1002) === 0o002)).toEqual([]);
  });

  it('have links that lead somewhere', () => {
    const symbolic = paths(image, ({ type, path }) => type === 'symlink' && follow(path, image.entries) === undefined);
    const hard = paths(image, (one) => one.type === 'hardlink' && image.entries.get(one.target)?.type !== 'file');
    expect([...symbolic, ...hard]).toEqual([]);
  });

  it('fulfil their own sums, and are all recorded', () => {
    expect(image.resolution.dependencies.flatMap((one) => wrongSums(image, one))).toEqual([]);
    const recorded = paths(image, ({ path }) => /^var\/lib\/dpkg\/status\.d\/.*(?<!\.md5sums)$/.test(path));
    expect(recorded).toHaveLength(image.resolution.dependencies.length);
  });

  it('give what scanners and clients of TLS look for', () => {
    expect(image.entries.get('etc/debian_version')?.type).toBe('file');
    expect(follow('etc/os-release', image.entries)).toBe('usr/lib/os-release');
    const bundle = image.entries.get('etc/ssl/certs/ca-certificates.crt');
    const certificates = paths(
      image,
      ({ path }) => path.startsWith('usr/share/ca-certificates/') && path.endsWith('.crt'),
    );
    const text = bundle?.type === 'file' ? new TextDecoder().decode(bundle.content) : '';
    expect(certificates.length).toBeGreaterThan(100);
    expect(text.match(/^-----BEGIN CERTIFICATE-----$/gm)).toHaveLength(certificates.length);
  });

  it('leave out only names that have a reason, each with who wanted it', () => {
    const reasons = new Set(plugin.install.unneeded.map(({ name }) => name));
    expect(image.resolution.dropped.filter(({ name }) => !reasons.has(name))).toEqual([]);
    expect(image.resolution.dropped.map(({ name }) => name)).toEqual(expect.arrayContaining(['debconf', 'openssl']));
  });
});
