import { describe, expect, it } from '@jest/globals';
import type { ImageEntry, ProjectInstall } from '@quench/plugin-sdk';
import { placedEntries } from './placed-entries.js';

const file = (path: string): ImageEntry => ({
  ...({ type: 'file', path, mode: 0o644, uid: 0, gid: 0, mtime: 0, content: Buffer.from(path) } as const),
});

/** A plugin whose package has these files. */
const installing = (...paths: readonly string[]): ProjectInstall => ({
  filterVersion: 1,
  entries: async (_file, { dependency, folder, withoutScripts }) => {
    if (!withoutScripts.some(({ name }) => name === dependency.name)) throw new Error('it has scripts');
    const at = dependency.places.map(({ path }) => folder + path);
    return { entries: at.flatMap((place) => paths.map((path) => file(`${place}/${path}`))), bundled: [] };
  },
});
const HELD = { digest: 'sha256:00', size: 0 } as const;
const HOST = { read: () => Promise.reject(new Error('read')), unpack: () => Promise.reject(new Error('unpacked')) };

const placed = async (...places: readonly (readonly [path: string, from: string])[]): Promise<readonly string[]> => {
  const release = { name: 'node', version: '22.1.0', places: places.map(([path, from]) => ({ path, from })) };
  const install = installing('bin/node', 'bin/nodejs', 'package.json');
  return (await placedEntries(release, install, [HELD, HOST])).entries.map(({ path }) => path);
};

describe('what is placed of a package', () => {
  it('is a file, at its path', async () => {
    expect(await placed(['/usr/local/bin/node', 'bin/node'])).toEqual(['usr/local/bin/node']);
  });

  it('is what is in a folder', async () => {
    expect(await placed(['/opt/bin', 'bin'])).toEqual(['opt/bin/node', 'opt/bin/nodejs']);
  });

  it('is everything', async () => {
    expect(await placed(['/opt/x', '.'])).toEqual(['opt/x/bin/node', 'opt/x/bin/nodejs', 'opt/x/package.json']);
  });

  it('is at each of its places', async () => {
    expect(await placed(['/a', 'bin/node'], ['/b', 'bin/node'])).toEqual(['a', 'b']);
  });

  it('is the whole package where a project has it, unless a script makes it', async () => {
    const place = { folder: '/srv/web', path: 'node_modules/ws', programs: [] };
    const install: ProjectInstall = {
      filterVersion: 1,
      entries: async (_file, { dependency, folder, withoutScripts }) => ({
        entries: dependency.places.map(({ path }) => file(`${folder}/${path}/package.json`)),
        bundled: withoutScripts.map(({ name }) => ({ purl: 'pkg:npm/spared@1.0.0', name, version: '1.0.0', folder })),
      }),
    };
    const places = [place, { ...place, folder: '/srv/api' }];
    const { entries, bundled } = await placedEntries({ name: 'ws', version: '8.0.0', places }, install, [HELD, HOST]);
    expect(entries.map(({ path }) => path)).toEqual([
      'srv/web/node_modules/ws/package.json',
      'srv/api/node_modules/ws/package.json',
    ]);
    expect(bundled).toEqual([]);
  });

  it.each([
    ['all of it', '.', ['a', 'b']],
    ['the folder of one', 'node_modules/a', ['a', 'b']],
    ['a folder that it is in', 'node_modules/a/node_modules', ['b']],
    ['other files', 'bin/node', []],
    ['a folder that is only called alike', 'node_modules/a/node', []],
  ])('has of what is bundled in it what is placed, with %s', async (_what, from, names) => {
    const folders = ['package/node_modules/a', 'package/node_modules/a/node_modules/b'];
    const files = ['package/bin/node', 'package/node_modules/a/node', ...folders.map((one) => `${one}/package.json`)];
    const bundled = [...folders, ...folders].map((folder) => {
      const name = folder.slice(-1);
      return { purl: `pkg:npm/${name}@1.0.0` as const, name, version: '1.0.0', folder };
    });
    const install: ProjectInstall = {
      filterVersion: 1,
      entries: async () => ({ entries: files.map(file), bundled }),
    };
    const release = { name: 'node', version: '22.1.0', places: [{ path: '/opt/x', from }] };
    const found = (await placedEntries(release, install, [HELD, HOST])).bundled;
    expect(found).toEqual(names.map((name) => ({ purl: `pkg:npm/${name}@1.0.0`, name, version: '1.0.0' })));
  });

  it('is refused where the package has nothing', async () => {
    await expect(placed(['/a', 'bin/nod'])).rejects.toMatchObject({
      code: 'place-empty',
      message: expect.stringContaining('node@22.1.0 has no bin/nod, which the definition places at /a'),
    });
  });
});
