import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import type { LockDocument, LockResolved, Recipe, ResolutionFailed } from '@quench/contracts';
import { Documents } from '@quench/ports';
import { writtenCatalog, type ToyLock } from '@quench/testing';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { ApplyCatalog } from '../catalog/apply-catalog.handler.js';

const builder = givenBuilder();

const LOCK: ToyLock = {
  packages: [
    { name: 'polka', version: '1.0', path: 'node_modules/polka' },
    {
      ...{ name: 'tool', version: '2.0', path: 'node_modules/tool' },
      program: { path: 'node_modules/.bin/tool', target: 'node_modules/tool/cli.js' },
    },
  ],
  links: [
    { kind: 'folder', path: 'node_modules/own', target: 'own' },
    { kind: 'program', path: 'node_modules/.bin/own', target: 'own/cli.js' },
  ],
};
const FILES = { 'web/server.js': 'serve', 'web/own/cli.js': 'cli', 'web/node_modules/x/index.js': 'left over' };
const document = <T>(digest = ''): Promise<T> => new Documents(builder.world.content).read<T>(digest);

/** Has an image with a project locked. */
async function lock(
  lockFile: object | undefined = LOCK,
  projects: object = { '/srv/web': { ecosystem: 'npm', from: 'web' } },
): Promise<readonly LockResolved[]> {
  const assets = { ...FILES, ...(lockFile !== undefined && { 'web/lock.json': JSON.stringify(lockFile) }) };
  const files = writtenCatalog({ app: { packages: ['zlib'], project: projects } }, assets);
  const options = { idempotencyKey: JSON.stringify(assets), actor: somebody, retire: [] };
  const { problems } = await builder.app.get(CommandBus).execute(new ApplyCatalog(files, options));
  expect(problems).toEqual([]);
  await builder.world.settle();
  builder.world.publish([{ name: 'zlib', version: '1.0' }]);
  await builder.world.report();
  return builder.world.facts('LockResolved');
}

describe('a line with a project', () => {
  it('is locked to what its lock file names, each file held, at its places', async () => {
    builder.world.registry.publish('polka', '1.0');
    builder.world.registry.publish('polka', '1.1');
    builder.world.registry.publish('tool', '2.0');
    const [first] = await lock();
    expect(first).toMatchObject({ packages: 3, version: '1.0' });
    const { platforms } = await document<LockDocument>(first?.lock);
    expect(platforms[0]?.releases).toMatchObject([
      {
        ...{ purl: 'pkg:npm/polka@1.0', chosen: { by: 'lock-file' } },
        places: [{ folder: '/srv/web', path: 'node_modules/polka', programs: [] }],
      },
      { purl: 'pkg:npm/tool@2.0', places: [{ programs: [{ path: 'node_modules/.bin/tool' }] }] },
    ]);
    expect(builder.world.registry.fetched).toBe(2);
  });

  it('has the own files of the project, its links, and its programs executable', async () => {
    builder.world.registry.publish('polka', '1.0');
    builder.world.registry.publish('tool', '2.0');
    const [first] = await lock();
    const { image } = await document<Recipe>(first?.recipes[0]?.recipe);
    expect(Object.entries(image.files).map(([path, { mode }]) => [path, mode.toString(8)])).toEqual([
      ['/srv/web/lock.json', '644'],
      ['/srv/web/own/cli.js', '755'],
      ['/srv/web/server.js', '644'],
    ]);
    expect(image.links).toEqual({
      '/srv/web/node_modules/own': '../own',
      '/srv/web/node_modules/.bin/own': '../../own/cli.js',
    });
  });

  it('has each release once, at the places of all of its projects', async () => {
    builder.world.registry.publish('polka', '1.0');
    const [only] = LOCK.packages;
    const one = { ecosystem: 'npm', from: 'web' };
    const [first] = await lock({ packages: [only] }, { '/srv/a': one, '/srv/b': one });
    const { platforms } = await document<LockDocument>(first?.lock);
    const [release, ...others] = platforms[0]?.releases ?? [];
    expect(others).toEqual([]);
    expect(release?.places.map((place) => 'folder' in place && place.folder)).toEqual(['/srv/a', '/srv/b']);
  });

  it.each([
    ['without a lock file', undefined, 'malformed-input'],
    ['of a package whose file is gone', LOCK, 'package-missing'],
  ])('is not locked %s', async (_what, lockFile, code) => {
    if (lockFile === undefined) {
      expect(await lock({ packages: [] }, { '/srv/web': { ecosystem: 'npm', from: 'web/own' } })).toEqual([]);
    } else expect(await lock(lockFile)).toEqual([]);
    const [failed] = await builder.world.facts<ResolutionFailed>('ResolutionFailed');
    expect(failed).toMatchObject({ code });
  });
});
