import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PluginError, type Host, type Release, type ReleaseList } from '@quench/plugin-sdk';
import { releases } from './index.js';

const BASE = 'https://registry.example/';
const SUM = `sha512-${'A'.repeat(86)}==`;
/** The file of a release, as it is told. */
const fileOf = (version: string): Release['file'] => ({
  url: `${BASE}kind-of/-/kind-of-${version}.tgz`,
  checksums: [`sha512:${'0'.repeat(128)}`],
});

type Fields = Readonly<Record<string, unknown>>;

/** A release as a registry tells of it. */
const release = (version: string, more: Fields = {}): Fields => ({
  ...{ name: 'kind-of', version, _id: `kind-of@${version}`, scripts: { test: 'mocha' } },
  dist: { integrity: SUM, shasum: 'ab'.repeat(20), tarball: `${BASE}kind-of/-/kind-of-${version}.tgz` },
  ...more,
});
const listOf = (...all: readonly Fields[]): Fields =>
  Object.fromEntries(all.map((one) => [String(one['version']), one]));
const VERSIONS = listOf(
  release('1.10.0'),
  release('1.9.0', { deprecated: 'use 2' }),
  release('2.0.0-rc.1', { deprecated: '' }),
);
const TIME = {
  '1.10.0': '2024-03-13T20:02:36.490123+00:00',
  '1.9.0': '2024-01-01T00:00:00.000Z',
  '2.0.0-rc.1': '2025-01-01T00:00:00Z',
};
const WHOLE: Fields = {
  _id: 'kind-of',
  name: 'kind-of',
  'dist-tags': { latest: '1.10.0' },
  versions: VERSIONS,
  time: TIME,
};

/** A host that answers with a text, and notes what it was asked. */
const hostOf = (body: string | undefined | Error, asked: string[] = []): Host =>
  ({
    registries: [{ base: BASE, details: { scopes: [''], fixed: [] } }],
    get: async (url: string) => {
      asked.push(url);
      if (body instanceof Error) throw body;
      return body === undefined ? undefined : new TextEncoder().encode(body);
    },
  }) satisfies Pick<Host, 'registries' | 'get'> as unknown as Host;
const list = (body: string | Fields | undefined | Error, asked?: string[]): Promise<ReleaseList> => {
  const plain = body === undefined || typeof body === 'string' || body instanceof Error;
  return releases.list('pkg:npm/kind-of', hostOf(plain ? body : JSON.stringify(body), asked));
};

describe('the releases of a package', () => {
  it('are all that the registry tells of, oldest first, with times and warnings', async () => {
    expect(await list(WHOLE)).toEqual({
      complete: true,
      releases: [
        { version: '1.9.0', publishedAt: '2024-01-01T00:00:00.000Z', state: 'deprecated', file: fileOf('1.9.0') },
        { version: '1.10.0', publishedAt: '2024-03-13T20:02:36.490Z', state: 'current', file: fileOf('1.10.0') },
        {
          version: '2.0.0-rc.1',
          publishedAt: '2025-01-01T00:00:00.000Z',
          state: 'current',
          file: fileOf('2.0.0-rc.1'),
        },
      ],
    });
  });

  it('are as whole where a registry leaves out times, tags and integrity', async () => {
    const dist = { shasum: 'ab'.repeat(20), tarball: `${BASE}x.tgz` };
    expect(await list({ name: 'kind-of', versions: listOf(release('1.0.0', { dist })) })).toEqual({
      complete: true,
      releases: [
        {
          ...{ version: '1.0.0', publishedAt: undefined, state: 'current' },
          file: { url: `${BASE}x.tgz`, checksums: [`sha1:${'ab'.repeat(20)}`] },
        },
      ],
    });
  });

  it('were withdrawn when they have a time and are listed no more', async () => {
    const time = {
      ...TIME,
      created: '2023-01-01T00:00:00Z',
      modified: '2026-01-01T00:00:00Z',
      '1.9.1': '2024-02-01T00:00:00Z',
    };
    const { releases: all } = await list({ ...WHOLE, time });
    expect(all.filter(({ state }) => state === 'withdrawn')).toEqual([
      { version: '1.9.1', publishedAt: '2024-02-01T00:00:00.000Z', state: 'withdrawn', file: undefined },
    ]);
    const gone = { name: 'kind-of', time: { '1.0.0': '2024-02-01T00:00:00Z', unpublished: { versions: ['1.0.0'] } } };
    expect((await list(gone)).releases.map(({ state }) => state)).toEqual(['withdrawn']);
  });

  it('are asked of the registry by the name alone', async () => {
    const asked: string[] = [];
    await releases.list('pkg:npm/%40s/kind-of', hostOf(undefined, asked)).catch(() => undefined);
    expect(asked).toEqual([`${BASE}@s/kind-of`]);
  });

  it('are unknown with the package, and only then', async () => {
    await expect(list(undefined)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('kind-of'),
    });
    const down = new Error('registry down');
    await expect(list(down)).rejects.toBe(down);
  });
});

const malformed = async (body: string | Fields): Promise<void> => {
  const error = await list(body).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PluginError);
  expect(error).toMatchObject({ code: 'malformed-response', message: expect.stringContaining('kind-of') });
};

describe('an answer of a registry is refused', () => {
  it.each<[string, string | Fields]>([
    ['that is no JSON', '<html>busy</html>'],
    ['that is nothing', ''],
    ['that is no object', '[]'],
    ['that says what is wrong', { error: 'not_found' }],
    ['of another package', { ...WHOLE, name: 'kind-off' }],
    ['without versions', { ...WHOLE, versions: undefined, 'dist-tags': {} }],
    ['with no versions', { ...WHOLE, versions: {}, 'dist-tags': {} }],
    ['whose versions are a list', { ...WHOLE, versions: [release('1.0.0')] }],
    ['whose tag is not listed', { ...WHOLE, 'dist-tags': { latest: '3.0.0' } }],
    [
      'with a release of another name',
      { ...WHOLE, versions: { ...VERSIONS, '1.0.0': release('1.0.0', { name: 'x' }) } },
    ],
    ['with a release of another version', { ...WHOLE, versions: { ...VERSIONS, '1.0.0': release('1.0.1') } }],
    ['with a release that is none', { ...WHOLE, versions: { ...VERSIONS, '1.0.0': 'x' } }],
    ['with a version that is none', { ...WHOLE, versions: { ...VERSIONS, one: release('one') } }],
    ['with a release without a file', { ...WHOLE, versions: listOf(release('1.10.0', { dist: {} })) }],
    ['with a file without a hash', { ...WHOLE, versions: listOf(release('1.10.0', { dist: { tarball: 'x' } })) }],
    [
      'with a wrong hash',
      { ...WHOLE, versions: listOf(release('1.10.0', { dist: { tarball: 'x', integrity: 'sha512-x' } })) },
    ],
    ['with a time that is none', { ...WHOLE, time: { '1.10.0': 'yesterday' } }],
    ['with the time of no version', { ...WHOLE, time: { ...TIME, x: '2024-01-01T00:00:00Z' } }],
  ])('%s', async (_what, body) => malformed(body));

  const text = JSON.stringify(WHOLE);

  it('that is cut anywhere', async () => {
    await fc.assert(fc.asyncProperty(fc.nat({ max: text.length - 1 }), (length) => malformed(text.slice(0, length))));
  });

  it('or tells of as many releases, when some bytes are changed', async () => {
    const whole = (await list(WHOLE)).releases.length;
    const change = fc.tuple(fc.nat({ max: text.length - 1 }), fc.constantFrom('"', '{', '}', ',', '\\', '0', 'x'));
    await fc.assert(
      fc.asyncProperty(change, async ([at, letter]) => {
        const answer = await list(text.slice(0, at) + letter + text.slice(at + 1)).catch((error: unknown) => error);
        if (answer instanceof Error) expect(answer).toMatchObject({ code: 'malformed-response' });
        else expect((answer as ReleaseList).releases.length).toBeGreaterThanOrEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});
