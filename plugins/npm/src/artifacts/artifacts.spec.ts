import { describe, expect, it } from '@jest/globals';
import type { Host, ProjectDependency, Registry } from '@quench/plugin-sdk';
import { artifacts } from './index.js';

const registry = (base: string, scopes: readonly string[], more: Registry['details'] = {}): Registry => ({
  base: `https://${base}/`,
  details: { scopes, fixed: [], ...more },
});
const dependency = (part: Partial<ProjectDependency> = {}): ProjectDependency => ({
  purl: 'pkg:npm/a@1.0.0',
  name: 'a',
  version: '1.0.0',
  checksums: ['sha512:00', 'sha1:00'],
  url: undefined,
  registry: undefined,
  places: [],
  requiredBy: undefined,
  ...part,
});
const host = (...registries: readonly Registry[]): Host => ({ registries }) as unknown as Host;
const urlOf = async (
  part: Partial<ProjectDependency>,
  ...registries: readonly Registry[]
): Promise<string | undefined> => (await artifacts.locate([dependency(part)], host(...registries)))[0]?.url;

const MAIN = registry('main.example', ['']);
const CORP = registry('corp.example/npm', ['@corp']);

describe('the file of a package', () => {
  it('is where its name says, in the registry of its scope', async () => {
    expect(await urlOf({}, MAIN, CORP)).toBe('https://main.example/a/-/a-1.0.0.tgz');
    expect(await urlOf({ name: '@x/b' }, MAIN, CORP)).toBe('https://main.example/@x/b/-/b-1.0.0.tgz');
    expect(await urlOf({ name: '@corp/b' }, MAIN, CORP)).toBe('https://corp.example/npm/@corp/b/-/b-1.0.0.tgz');
  });

  it('has all the checksums of the lock file', async () => {
    const [artifact] = await artifacts.locate([dependency()], host(MAIN));
    expect(artifact).toMatchObject({ purl: 'pkg:npm/a@1.0.0', checksums: ['sha512:00', 'sha1:00'] });
  });

  it('is where the lock file says, below a registry of this machine', async () => {
    const url = 'https://corp.example/npm/download/a/1.0.0';
    expect(await urlOf({ url }, MAIN, CORP)).toBe(url);
  });

  it('is here where the lock file says the same of another registry', async () => {
    expect(await urlOf({ url: 'https://mirror.example/npm/a/-/a-1.0.0.tgz' }, MAIN)).toBe(
      'https://main.example/a/-/a-1.0.0.tgz',
    );
  });

  it.each([
    'https://evil.example/a.tgz',
    'https://evil.example/a/-/a-1.0.1.tgz',
    'https://main.example.evil.example/x.tgz',
    'https://corp.example/other/x.tgz',
  ])('is not anywhere else: %s', async (url) => {
    const refused = { code: 'registry-not-configured', message: expect.stringContaining(url) };
    await expect(urlOf({ url }, MAIN, CORP)).rejects.toMatchObject(refused);
  });

  it('is in the registry that the project names, among those of this machine', async () => {
    const own = { base: 'https://corp.example/npm/', scope: undefined };
    expect(await urlOf({ registry: own }, MAIN, CORP)).toBe('https://corp.example/npm/a/-/a-1.0.0.tgz');
    const scoped = { base: 'https://main.example/', scope: '@corp' };
    expect(await urlOf({ name: '@corp/b', registry: scoped }, MAIN, CORP)).toBe(
      'https://main.example/@corp/b/-/b-1.0.0.tgz',
    );
    const unknown = { base: 'https://evil.example/', scope: undefined };
    await expect(urlOf({ registry: unknown }, MAIN)).rejects.toMatchObject({ code: 'registry-not-configured' });
  });

  it('is in the registry of its scope before that of all names, whoever names them', async () => {
    const own = { base: 'https://main.example/', scope: undefined };
    expect(await urlOf({ name: '@corp/b', registry: own }, MAIN, CORP)).toBe(
      'https://corp.example/npm/@corp/b/-/b-1.0.0.tgz',
    );
  });

  it('is where the environment says, whatever the project says', async () => {
    const fixed = registry('env.example', [''], { fixed: [''] });
    const own = { base: 'https://corp.example/npm/', scope: undefined };
    expect(await urlOf({ registry: own }, fixed, CORP)).toBe('https://env.example/a/-/a-1.0.0.tgz');
  });

  it('is nowhere without a registry, and the error names the setting', async () => {
    await expect(urlOf({}, CORP)).rejects.toMatchObject({
      code: 'registry-not-configured',
      message: expect.stringContaining('npm_config_registry'),
    });
  });

  it('is not taken from a registry whose credential is not understood', async () => {
    const refused = registry('main.example', [''], { refused: '//main.example/:_password is not understood' });
    await expect(urlOf({}, refused)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('_password'),
    });
  });
});

describe('what vouches for a file', () => {
  const verify = (right: boolean) => {
    const held: Pick<Host, 'read' | 'fulfils'> = { read: async () => new Uint8Array(), fulfils: () => right };
    return artifacts.verify(dependency(), { digest: 'sha256:00', size: 0 }, held as unknown as Host);
  };

  it('are the digests of the lock file', async () => {
    expect(await verify(true)).toEqual([
      { kind: 'registry-digest', by: 'sha512:00' },
      { kind: 'registry-digest', by: 'sha1:00' },
    ]);
  });

  it('is never said of other bytes', async () => {
    await expect(verify(false)).rejects.toMatchObject({
      code: 'not-authentic',
      message: expect.stringContaining('a@1.0.0'),
    });
  });
});
