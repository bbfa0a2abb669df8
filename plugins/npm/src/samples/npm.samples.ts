import type { ProjectSamples } from '@quench/plugin-conformance';
import type { Project } from '@quench/plugin-sdk';
import { base64 } from './base64.js';
import { TARBALLS } from './recorded-tarballs.js';

const BASE = 'https://npm.example/';
const USER = '/home/me/.npmrc';

const { web, tls, zip } = TARBALLS;

/** What the registry says of a release. */
const release = (version: string, more: Readonly<Record<string, string>> = {}) => ({
  ...{ name: 'web', version, ...more },
  dist: { tarball: `${BASE}web/-/web-${version}.tgz`, integrity: web.integrity },
});

const PACKUMENT = {
  name: 'web',
  'dist-tags': { latest: '4.2.0', next: '5.0.0-rc.1' },
  versions: {
    '4.10.0': release('4.10.0'),
    '4.2.0': release('4.2.0', { deprecated: 'use 4.10' }),
    '5.0.0-rc.1': release('5.0.0-rc.1'),
  },
  time: {
    created: '2024-01-01T00:00:00.000Z',
    '4.2.0': '2024-01-02T00:00:00.000Z',
    '4.3.0': '2024-01-03T00:00:00.000Z',
    '4.10.0': '2024-01-04T00:00:00.000Z',
  },
};

/** The integrity of every release of web, in hex digits. */
const SUM =
  `sha512:${Array.from(base64(web.integrity.slice('sha512-'.length)), (byte) => byte.toString(16).padStart(2, '0')).join('')}` as const;

const fileOf = (version: string) => ({ url: `${BASE}web/-/web-${version}.tgz`, checksums: [SUM] as const });

type Entries = Readonly<Record<string, object>>;

const project = (root: object, packages: Entries): Project =>
  new Map([
    ['package.json', JSON.stringify(root)],
    ['package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: { '': root, ...packages } })],
  ]);

const ROOT = { dependencies: { web: '^4.0.0', tls: 'npm:@corp/tls@3' }, devDependencies: { lint: '1' } };
const WEB = { version: '4.2.0', integrity: web.integrity, bin: { web: 'run.js' }, dependencies: { zip: '1' } };
const LOCKED: Entries = {
  'node_modules/web': WEB,
  'node_modules/zip': {
    ...{ version: '1.3.0', resolved: 'https://elsewhere.example/zip/-/zip-1.3.0.tgz', integrity: zip.integrity },
    ...{ bundleDependencies: ['crc'], dependencies: { crc: '1' } },
  },
  'node_modules/zip/node_modules/crc': { version: '1.0.1', inBundle: true },
  'node_modules/tls': { name: '@corp/tls', version: '3.0.1', integrity: tls.integrity },
  'node_modules/lint': { version: '1.0.0', integrity: web.integrity, dev: true },
};

const configured = (text: string, env: Readonly<Record<string, string>> = {}) => ({
  files: new Map([[USER, text]]),
  env,
});

/** What the plugin is checked with: a registry of three packages, and words of npm and node-semver. */
export const samples: ProjectSamples = {
  registries: {
    configurations: [
      {
        client: configured(
          `registry = ${BASE}\n//npm.example/:_authToken=s3cret\n@corp:registry=https://corp.example/npm\n`,
        ),
        bases: [BASE, 'https://corp.example/npm/'],
      },
      {
        client: configured(`registry=${BASE}\n`, { npm_config_registry: 'http://env.example' }),
        bases: ['http://env.example/'],
      },
    ],
    malformed: [configured('registry=ftp://npm.example/\n')],
    secrets: ['s3cret'],
  },
  naming: {
    packages: [[{ name: '@corp/tls' }], [{ name: 'tls' }], [{ name: 'TLS' }]],
    purls: [['pkg:npm/%40corp/tls@3.0.1', 'pkg:NPM/@corp/tls@3.0.1', 'pkg://npm/%40corp%2Ftls@3%2E0.1?vcs_url=x#lib']],
    malformed: {
      coordinates: [{ name: '' }, { name: '../tls' }, { name: 'node_modules' }, { name: 'tls', version: 'latest' }],
      purls: ['pkg:deb/debian/tls', 'pkg:npm/tls@^1.0.0', 'pkg:npm/%zz', 'pkg:npm/@corp'],
    },
  },
  versions: {
    // As node-semver orders them, read loosely as npm reads them.
    ascending: [
      ['0.9.9'],
      ['0.9.10'],
      ['1.0.0-1'],
      ['1.0.0-alpha'],
      ['1.0.0-rc.2'],
      ['1.0.0-rc.10'],
      ['1.0.0', '1.0.0+a', '1.0.0+b'],
      ['1.0.1'],
      ['10.0.0'],
    ],
    malformed: ['', '1', '1.0', 'latest', '^1.0.0', '1.0.0 || 2.0.0'],
  },
  recorded: {
    registries: [{ base: BASE, details: { scopes: [''], fixed: [] } }],
    answers: new Map([
      [`${BASE}web`, new TextEncoder().encode(JSON.stringify(PACKUMENT))],
      [`${BASE}web/-/web-4.2.0.tgz`, web.bytes],
      [`${BASE}zip/-/zip-1.3.0.tgz`, zip.bytes],
      [`${BASE}@corp/tls/-/tls-3.0.1.tgz`, tls.bytes],
    ]),
  },
  constraints: {
    // As node-semver reads them.
    allowing: [
      { constraint: '1', allows: ['1.0.0', '1.0.0+a', '1.0.0+b', '1.0.1'] },
      { constraint: '^0.9.9', allows: ['0.9.9', '0.9.10'] },
      {
        constraint: '>=1.0.0-rc.2 <1.0.1 || 10.x',
        allows: ['1.0.0-rc.2', '1.0.0-rc.10', '1.0.0', '1.0.0+a', '1.0.0+b', '10.0.0'],
      },
      { constraint: '2', allows: [] },
    ],
    malformed: ['', ' ', 'latest', '1 and more', '>>1'],
  },
  releases: {
    purl: 'pkg:npm/web',
    releases: [
      { version: '4.2.0', publishedAt: '2024-01-02T00:00:00.000Z', state: 'deprecated', file: fileOf('4.2.0') },
      { version: '4.3.0', publishedAt: '2024-01-03T00:00:00.000Z', state: 'withdrawn', file: undefined },
      { version: '4.10.0', publishedAt: '2024-01-04T00:00:00.000Z', state: 'current', file: fileOf('4.10.0') },
      { version: '5.0.0-rc.1', publishedAt: undefined, state: 'current', file: fileOf('5.0.0-rc.1') },
    ],
    unknown: 'pkg:npm/nowhere',
  },
  dependencies: {
    project: project(ROOT, LOCKED),
    options: { platform: 'linux/amd64', libc: 'glibc', withoutScripts: [] },
    malformed: [
      new Map(),
      project(ROOT, {}),
      project({ dependencies: { web: '4' } }, { 'node_modules/web': { ...WEB, integrity: undefined } }),
      project({ dependencies: { web: '4' } }, { '../web': WEB }),
    ],
    unsupported: [
      project(
        { dependencies: { web: '4' } },
        { 'node_modules/web': { ...WEB, dependencies: {}, hasInstallScript: true } },
      ),
    ],
  },
  install: {
    scripted: [TARBALLS.scripted.bytes, TARBALLS.native.bytes],
    hostile: [TARBALLS.hostile.bytes],
  },
};
