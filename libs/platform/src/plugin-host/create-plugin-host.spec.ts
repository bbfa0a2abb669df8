import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClientConfiguration, Registry } from '@quench/plugin-sdk';
import { generateArchiveKey, InMemoryContentStore } from '@quench/testing';
import { createPluginHost, PluginEcosystems, type AddedArchive, type PluginHost } from './index.js';
import { readClientConfiguration } from './client-configuration.js';

describe("a plugin's registries", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const create = (archives: readonly AddedArchive[], registries: readonly Registry[] = []): Promise<PluginHost> =>
    createPluginHost({
      plugin: { ecosystem: 'deb', registries: { files: [], env: [], read: () => registries } },
      content: new InMemoryContentStore(),
      cacheDirectory: folder,
      configuration: { archives, client: { files: new Map(), env: {} } },
    });
  const added = (part: Partial<AddedArchive> = {}): AddedArchive => ({
    ecosystem: 'deb',
    base: 'http://own.example/debian',
    suites: ['trixie'],
    keyFile: join(folder, 'key.asc'),
    fingerprint: '',
    ...part,
  });

  it("are those of the ecosystem's client, then those of Quench's own configuration", async () => {
    const key = await generateArchiveKey();
    const other = await generateArchiveKey();
    await writeFile(join(folder, 'key.asc'), key.publicKey + other.publicKey);
    const own = [{ base: 'http://apt.example/', details: {} }];
    const fingerprint = key.fingerprint.toLowerCase().replace(/(.{4})/g, '$1 ');
    const host = await create([added({ fingerprint }), added({ ecosystem: 'npm', keyFile: '/gone' })], own);
    expect(host.registries.map(({ base }) => base)).toEqual(['http://apt.example/', 'http://own.example/debian/']);
    expect(host.registries[1]?.details).toMatchObject({
      added: true,
      suites: ['trixie'],
      fingerprints: [key.fingerprint],
    });
    await host.close();
  });

  it.each<[string, Partial<AddedArchive>]>([
    ['a key file that is not there', { keyFile: '/gone.asc' }],
    ['a key file that holds no keys', {}],
    ['no suites', { suites: [] }],
    ['another scheme', { base: 'ftp://own.example/' }],
    ['no URL', { base: 'own.example' }],
  ])('refuse an added archive with %s', async (_what, part) => {
    await writeFile(join(folder, 'key.asc'), 'no key');
    await expect(create([added(part)])).rejects.toMatchObject({
      name: 'Rejection',
      code: 'archive-configuration-invalid',
    });
  });

  it('refuse an added archive whose key file lacks the fingerprint', async () => {
    await writeFile(join(folder, 'key.asc'), (await generateArchiveKey()).publicKey);
    await expect(create([added({ fingerprint: 'AB'.repeat(20) })])).rejects.toThrow(/holds no key ABAB/);
  });

  const read = (files: readonly string[], env: readonly string[] = []): Promise<ClientConfiguration> =>
    readClientConfiguration({ files, env }, { APT_CONFIG: 'x', SECRET: 'y' });

  it('come from the files that exist, by pattern and name, and from the variables that are named', async () => {
    await mkdir(join(folder, 'd.list'));
    for (const name of ['b.list', 'a.list', 'c.txt']) await writeFile(join(folder, name), name);
    const { files, env } = await read([join(folder, 'c.txt'), join(folder, '*.list'), '/gone'], ['APT_CONFIG', 'GONE']);
    expect([...files]).toEqual(['c.txt', 'a.list', 'b.list'].map((name) => [join(folder, name), name]));
    expect(env).toEqual({ APT_CONFIG: 'x' });
  });

  it('are found where variables and programs of the PATH lead, and nowhere when these are not there', async () => {
    await mkdir(join(folder, 'client', 'bin'), { recursive: true });
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'client', 'rc'), 'of the client');
    await writeFile(join(folder, 'client', 'bin', 'cli'), '');
    await symlink('../client/bin/cli', join(folder, 'bin', 'client'));
    await writeFile(join(folder, 'own'), 'of the user');
    const { files } = await readClientConfiguration(
      { files: ['${NOWHERE}', '${RELATIVE}', '<absent>/x', '${OWN}', '<client>/../../rc'], env: [] },
      { PATH: `relative:${join(folder, 'gone')}:${join(folder, 'bin')}`, RELATIVE: 'own', OWN: join(folder, 'own') },
    );
    expect([...files.values()]).toEqual(['of the user', 'of the client']);
  });

  it('name further variables, which the plugin is told, and so are all that begin alike', async () => {
    await writeFile(join(folder, 'rc'), 'base=${HOST}');
    const { env } = await readClientConfiguration(
      {
        files: [join(folder, 'rc')],
        env: ['tool_*'],
        mentioned: (files) => [...files.values()].map((text) => text.slice(7, -1)),
      },
      { HOST: 'a.example', TOOL_a: '1', tool_b: '2', OTHER: '3' },
    );
    expect(env).toEqual({ HOST: 'a.example', TOOL_a: '1', tool_b: '2' });
  });

  it('see a binary keyring as the armoured text that it stands for', async () => {
    const key = await generateArchiveKey();
    const { readKey } = await import('openpgp');
    const binary = (await readKey({ armoredKey: key.publicKey })).write();
    await writeFile(join(folder, 'k.gpg'), binary);
    const { files } = await read([join(folder, 'k.gpg')]);
    const again = await readKey({ armoredKey: files.get(join(folder, 'k.gpg')) ?? '' });
    expect(again.getFingerprint().toUpperCase()).toBe(key.fingerprint);
  });

  it('refuse a file that is too large', async () => {
    await writeFile(join(folder, 'big'), Buffer.alloc(4 * 1024 * 1024 + 1, 'x'));
    await expect(read([join(folder, 'big')])).rejects.toMatchObject({ code: 'client-configuration-too-large' });
  });
});

describe('the plugins of the composition root', () => {
  const plugin = { api: 1, ecosystem: 'deb' } as never;
  const host = {} as never;

  it('are found by their ecosystem', () => {
    const ecosystems = new PluginEcosystems([{ plugin, host }]);
    expect(ecosystems.get('deb')).toEqual({ plugin, host });
    expect(() => ecosystems.get('gem')).toThrow(/Listed: deb/);
  });

  it('are refused twice, and with another interface', () => {
    expect(
      () =>
        new PluginEcosystems([
          { plugin, host },
          { plugin, host },
        ]),
    ).toThrow(/Two plugins/);
    expect(() => new PluginEcosystems([{ plugin: { api: 2, ecosystem: 'deb' } as never, host }])).toThrow(
      /interface 2/,
    );
  });
});
