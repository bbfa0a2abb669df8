import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PluginError, type ArchiveEntry, type ImageEntry, type Place, type ProjectContext } from '@quench/plugin-sdk';
import { install } from './index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (entry: ImageEntry | undefined): string | undefined =>
  entry?.type === 'file' ? new TextDecoder().decode(entry.content) : undefined;

type Given = Partial<ArchiveEntry> & { readonly path: string };

const entry = (given: Given): ArchiveEntry => ({
  ...{ type: 'file', mode: 0o644, user: 'me', group: 'us', uid: 501, gid: 20, mtime: 499162500, target: undefined },
  content: bytes('x'),
  ...given,
});
const manifest = (fields: Readonly<Record<string, unknown>> = {}, folder = 'package'): Given => ({
  path: `${folder}/package.json`,
  content: bytes(JSON.stringify({ name: 'a', version: '1.0.0', ...fields })),
});
const AT: Place = { path: 'node_modules/a', programs: [] };

async function installed(entries: readonly Given[], context: Partial<ProjectContext> = {}, places = [AT]) {
  const dependency = { name: 'a', version: '1.0.0', places };
  const host = { read: async () => new Uint8Array(), unpack: async () => entries.map(entry) };
  const whole = { dependency, folder: 'app', withoutScripts: [], ...context };
  return install.entries({ digest: 'sha256:00', size: 0 }, whole, host);
}
const pathsOf = async (...args: Parameters<typeof installed>): Promise<readonly string[]> =>
  (await installed(...args)).entries.map(({ path }) => path);
const find = (all: readonly ImageEntry[], path: string): ImageEntry | undefined => all.find((one) => one.path === path);

describe('the files of a package', () => {
  it.each(['package', 'a', 'node-v1.0'])('are below its place, whatever their folder %s is called', async (folder) => {
    const files = [
      manifest({}, folder),
      { path: `${folder}/lib/x.js` },
      { path: `${folder}`, type: 'directory' } as const,
    ];
    expect(await pathsOf(files)).toEqual(['app/node_modules/a/package.json', 'app/node_modules/a/lib/x.js']);
    expect(await pathsOf(files, { folder: '' })).toEqual(['node_modules/a/package.json', 'node_modules/a/lib/x.js']);
  });

  it('are at each of its places', async () => {
    const places = ['node_modules/a', 'packages/b/node_modules/a'].map((path) => ({ path, programs: [] }));
    expect(await pathsOf([manifest()], {}, places)).toEqual(places.map(({ path }) => `app/${path}/package.json`));
  });

  it('belong to root, may be read by all, and have one time', async () => {
    const { entries } = await installed([
      manifest(),
      { path: 'package/run', mode: 0o744, mtime: 1_000_000_000 },
      { path: 'package/secret', mode: 0o600 },
      { path: 'package/open', mode: 0o666 },
      { path: 'package/root', mode: 0o6755 },
      { path: 'package/nothing', mode: 0 },
    ]);
    expect(entries.map(({ mode }) => mode)).toEqual([0o644, 0o744, 0o644, 0o644, 0o755, 0o644]);
    const owners = entries.map(({ uid, gid, mtime }) => [uid, gid, mtime]);
    expect(new Set(owners.map(String))).toEqual(new Set(['0,0,1000000000']));
  });

  it('are no links, nor what is beside the folder', async () => {
    const link: Given = { path: 'package/out', type: 'symlink', target: '../../etc' };
    const hard: Given = { path: 'package/hard', type: 'hardlink', target: 'package/package.json' };
    expect(await pathsOf([manifest(), link, hard, { path: 'beside' }])).toEqual(['app/node_modules/a/package.json']);
  });

  it('are named as npm names them: what git ignores is what npm ignores', async () => {
    const files = [
      manifest(),
      { path: 'package/.gitignore' },
      { path: 'package/lib/.npmignore' },
      { path: 'package/lib/.gitignore' },
    ];
    expect(await pathsOf(files)).toEqual(
      ['package.json', '.npmignore', 'lib/.npmignore'].map((name) => `app/node_modules/a/${name}`),
    );
  });

  it('of which two are at one path are the later one', async () => {
    const { entries } = await installed([
      manifest(),
      { path: 'package/x', content: bytes('1') },
      { path: 'other/x', content: bytes('2') },
    ]);
    expect(entries.map(text)).toEqual([expect.anything(), '2']);
  });

  it.each<[string, readonly Given[]]>([
    ['a file below a file', [manifest(), { path: 'package/x' }, { path: 'other/x/y' }]],
    ['no package.json', [{ path: 'package/x' }]],
    ['a package.json that is none', [{ path: 'package/package.json', content: bytes('{') }]],
    ['nothing', []],
  ])('are refused with %s', async (_what, files) => {
    await expect(installed(files)).rejects.toMatchObject({ name: 'PluginError', code: 'malformed-input' });
  });

  it('are the same every time, and never outside of their place', async () => {
    const path = fc.stringMatching(/^[a-z]{1,3}(\/[a-z.]{1,3}){0,3}$/).map((each) => `package/${each}`);
    const given = fc.record({
      path,
      mode: fc.nat({ max: 0o7777 }),
      type: fc.constantFrom('file', 'symlink', 'directory'),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(given, { selector: (one) => one.path }), async (files) => {
        const all = [manifest(), ...files.map((one) => ({ ...one, path: one.path.replace('package/', 'package/f/') }))];
        const first = await installed(all).catch((error: unknown) => error);
        if (first instanceof PluginError) return;
        expect(await installed(all)).toEqual(first);
        const { entries } = first as Awaited<ReturnType<typeof installed>>;
        expect(
          entries.filter((one) => !one.path.startsWith('app/node_modules/a/') || (one.mode & 0o7022) !== 0),
        ).toEqual([]);
      }),
    );
  });
});

describe('the programs of a package', () => {
  const program = (name: string, file: string): Place['programs'][number] => ({
    path: `node_modules/.bin/${name}`,
    target: `node_modules/a/${file}`,
    kind: 'program',
  });
  const programs = [program('run', 'bin/run.js'), program('gone', 'gone.js'), program('all', 'bin')];
  const files = [
    manifest(),
    { path: 'package/bin/run.js', content: bytes('#!/usr/bin/env node\r\nx\r\n') },
    { path: 'package/lib.js' },
  ];

  it('are linked to as far as they are there, and can be run', async () => {
    const { entries } = await installed(files, {}, [{ ...AT, programs }]);
    const links = entries.flatMap((one) => (one.type === 'symlink' ? [[one.path, one.target]] : []));
    expect(links).toEqual([
      ['app/node_modules/.bin/run', '../a/bin/run.js'],
      ['app/node_modules/.bin/all', '../a/bin'],
    ]);
    expect(find(entries, 'app/node_modules/a/bin/run.js')?.mode).toBe(0o755);
    expect(find(entries, 'app/node_modules/a/lib.js')?.mode).toBe(0o644);
  });

  it('have a first line that the kernel understands, and only where they are linked to', async () => {
    const { entries } = await installed(files, {}, [
      { ...AT, programs },
      { path: 'node_modules/b/node_modules/a', programs: [] },
    ]);
    expect(text(find(entries, 'app/node_modules/a/bin/run.js'))).toBe('#!/usr/bin/env node\nx\r\n');
    expect(text(find(entries, 'app/node_modules/b/node_modules/a/bin/run.js'))).toBe('#!/usr/bin/env node\r\nx\r\n');
  });
});

describe('a package that a script makes', () => {
  const refused = async (files: readonly Given[], context: Partial<ProjectContext> = {}): Promise<string> => {
    const error = await installed(files, context).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PluginError);
    expect(error).toMatchObject({ code: 'unsupported' });
    return String(error);
  };
  const gyp: Given = { path: 'package/binding.gyp' };

  it.each<[string, readonly Given[]]>([
    ['preinstall', [manifest({ scripts: { preinstall: 'x' } })]],
    ['install', [manifest({ scripts: { install: 'x' } }), gyp]],
    ['postinstall', [manifest({ scripts: { postinstall: 'x' } })]],
    ['node-gyp rebuild', [manifest(), gyp]],
    ['node-gyp rebuild', [manifest({ scripts: { postinstall: 'x' } }), gyp]],
  ])('is refused by name: %s', async (script, files) => {
    const message = await refused(files);
    expect(message).toContain('a@1.0.0');
    expect(message).toContain(script);
  });

  it('is refused when it is bundled in another', async () => {
    const inner = { name: 'b', version: '2.0.0', scripts: { install: 'x' } };
    const message = await refused([manifest(), manifest(inner, 'package/node_modules/b')]);
    expect(message).toContain('b@2.0.0, bundled in a@1.0.0');
  });

  it('is taken when its name is among those that do without', async () => {
    const withoutScripts = [{ name: 'a', reason: 'only says thanks' }];
    const { entries } = await installed([manifest({ scripts: { postinstall: 'x' } })], { withoutScripts });
    expect(entries).toHaveLength(1);
  });

  it.each<[string, readonly Given[]]>([
    ['has other scripts', [manifest({ scripts: { prepare: 'x', prepublish: 'x', test: 'x', install: '' } })]],
    ['says that it is not built', [manifest({ gypfile: false }), gyp]],
    ['brings what was built', [manifest(), { path: 'package/prebuilds/linux-x64/a.node' }]],
    ['has examples', [manifest(), manifest({ scripts: { install: 'x' } }, 'package/test/fixture')]],
    ['has examples to build', [manifest(), { path: 'package/test/binding.gyp' }]],
  ])('is not one that %s', async (_what, files) => {
    expect((await installed(files)).entries).toHaveLength(files.length);
  });
});

it('what is bundled in a package is named, in each of its folders', async () => {
  const b = { name: '@s/b', version: '2.0.0' };
  const files = [
    manifest(),
    manifest(b, 'package/node_modules/@s/b'),
    manifest(b, 'package/node_modules/c/node_modules/@s/b'),
    manifest({ name: undefined }, 'package/node_modules/nameless'),
    manifest({ version: 'none' }, 'package/node_modules/none'),
    manifest({ name: 'example' }, 'package/test'),
  ];
  const { bundled } = await installed(files);
  const named = { purl: 'pkg:npm/%40s/b@2.0.0', name: '@s/b', version: '2.0.0' };
  expect(bundled).toEqual([
    { ...named, folder: 'app/node_modules/a/node_modules/@s/b' },
    { ...named, folder: 'app/node_modules/a/node_modules/c/node_modules/@s/b' },
  ]);
});
