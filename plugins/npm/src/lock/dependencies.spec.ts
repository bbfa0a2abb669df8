import { describe, expect, it } from '@jest/globals';
import type { ProjectLink } from '@quench/plugin-sdk';
import { CHECKSUM, placesOf, projectOf, resolve } from './project.fixture.js';

const program = (path: string, target: string): ProjectLink => ({ path, target, kind: 'program' });

describe('the dependencies of a project', () => {
  it.each([2, 3])(
    'are what a lock file of version %d says, exact, with where they go and who needs them',
    async (version) => {
      const packages = {
        'node_modules/a': { dependencies: { b: '^1.0.0' }, resolved: 'https://r.example/a/-/a-1.0.0.tgz' },
        'node_modules/a/node_modules/b': { version: '1.2.0' },
        'node_modules/@s/c': { dependencies: { a: '*', b: '2.x' } },
        'node_modules/b': { version: '2.0.0' },
      };
      const { dependencies, bundled, links } = await resolve(
        projectOf({ dependencies: { '@s/c': '1.0.0' } }, packages, version),
      );
      const common = { checksums: [CHECKSUM], url: undefined, registry: undefined };
      const at = (path: string) => [{ path, programs: [] }];
      expect(dependencies).toEqual([
        {
          ...common,
          purl: 'pkg:npm/%40s/c@1.0.0',
          name: '@s/c',
          version: '1.0.0',
          places: at('node_modules/@s/c'),
          requiredBy: undefined,
        },
        {
          ...{
            ...common,
            purl: 'pkg:npm/a@1.0.0',
            name: 'a',
            version: '1.0.0',
            places: at('node_modules/a'),
            requiredBy: '@s/c',
          },
          url: 'https://r.example/a/-/a-1.0.0.tgz',
        },
        {
          ...{ ...common, purl: 'pkg:npm/b@1.2.0', name: 'b', version: '1.2.0', requiredBy: 'a' },
          places: at('node_modules/a/node_modules/b'),
        },
        {
          ...common,
          purl: 'pkg:npm/b@2.0.0',
          name: 'b',
          version: '2.0.0',
          places: at('node_modules/b'),
          requiredBy: '@s/c',
        },
      ]);
      expect([bundled, links]).toEqual([[], []]);
    },
  );

  it('are those that it runs with: not what only developing needs, nor what nothing needs', async () => {
    const root = { dependencies: { a: '1' }, devDependencies: { d: '1' }, peerDependencies: { p: '1' } };
    const packages = {
      'node_modules/a': {},
      'node_modules/d': { dev: true, dependencies: { e: '1', f: '1' } },
      'node_modules/e': { dev: true },
      'node_modules/f': { devOptional: true },
      'node_modules/p': { peer: true },
      'node_modules/x': { extraneous: true },
    };
    expect(placesOf(await resolve(projectOf(root, packages)))).toEqual(
      ['a', 'f', 'p'].map((name) => `node_modules/${name}`),
    );
  });

  it('are not what the project names in the list of what developing needs, too', async () => {
    const root = { dependencies: { a: '1', b: '1' }, devDependencies: { b: '1' } };
    const packages = { 'node_modules/a': {}, 'node_modules/b': { dev: true } };
    expect(placesOf(await resolve(projectOf(root, packages)))).toEqual(['node_modules/a']);
  });

  it('are one for each release, at all of its places', async () => {
    const packages = {
      'node_modules/a': { dependencies: { c: '1' } },
      'node_modules/a/node_modules/c': {},
      'node_modules/b': { dependencies: { c: '1' } },
      'node_modules/b/node_modules/c': {},
      'node_modules/c': { version: '2.0.0' },
    };
    const { dependencies } = await resolve(projectOf({ dependencies: { a: '1', b: '1', c: '2' } }, packages));
    const places = ['node_modules/a/node_modules/c', 'node_modules/b/node_modules/c'].map((path) => ({
      path,
      programs: [],
    }));
    expect(dependencies.find(({ purl }) => purl === 'pkg:npm/c@1.0.0')).toMatchObject({ places, requiredBy: 'a' });
  });

  it('have the name of the package and not of the alias', async () => {
    const root = { dependencies: { old: 'npm:@s/real@1.0.0', b: '1' } };
    const packages = { 'node_modules/old': { name: '@s/real', dependencies: { b: '1' } }, 'node_modules/b': {} };
    const { dependencies } = await resolve(projectOf(root, packages));
    expect(dependencies[0]).toMatchObject({ purl: 'pkg:npm/%40s/real@1.0.0', places: [{ path: 'node_modules/old' }] });
  });

  it('are named and not fetched where they come inside of others, except of the project itself', async () => {
    const packages = {
      'node_modules/a': { dependencies: { b: '1' }, bundleDependencies: ['b'] },
      'node_modules/a/node_modules/b': {
        inBundle: true,
        integrity: undefined,
        bin: { b: 'b.js' },
        dependencies: { c: '1' },
      },
      'node_modules/a/node_modules/b/node_modules/c': { inBundle: true, integrity: undefined },
      'node_modules/own': { inBundle: true },
    };
    const resolution = await resolve(
      projectOf({ dependencies: { a: '1', own: '1' }, bundleDependencies: ['own'] }, packages),
    );
    expect(placesOf(resolution)).toEqual(['node_modules/a', 'node_modules/own']);
    const within = 'pkg:npm/a@1.0.0';
    expect(resolution.bundled).toEqual([
      { purl: 'pkg:npm/b@1.0.0', name: 'b', version: '1.0.0', within },
      { purl: 'pkg:npm/c@1.0.0', name: 'c', version: '1.0.0', within },
    ]);
    expect(resolution.dependencies[0]?.places[0]?.programs).toEqual([
      program('node_modules/a/node_modules/.bin/b', 'node_modules/a/node_modules/b/b.js'),
    ]);
  });

  it('of its own folders are links to these, with their programs', async () => {
    const greet = { name: '@e/greet', bin: { greet: './bin/../greet.js' }, dependencies: { a: '1' } };
    const packages = {
      'packages/greet': greet,
      'packages/greet/node_modules/a': {},
      'node_modules/@e/greet': { resolved: 'packages/greet', link: true },
    };
    const resolution = await resolve(projectOf({ workspaces: ['packages/*'] }, packages));
    expect(resolution.links).toEqual([
      program('node_modules/.bin/greet', 'node_modules/@e/greet/greet.js'),
      { path: 'node_modules/@e/greet', target: 'packages/greet', kind: 'folder' },
    ]);
    expect(resolution.dependencies).toMatchObject([
      { places: [{ path: 'packages/greet/node_modules/a' }], requiredBy: undefined },
    ]);
  });

  it('are no links to folders that only developing needs, nor to programs of these', async () => {
    const root = { dependencies: { a: '1' }, devDependencies: { t: 'file:tools/t' } };
    const packages = {
      'node_modules/a': {},
      'node_modules/t': { resolved: 'tools/t', link: true },
      'tools/t': { name: 't', version: '1.0.0', dev: true, bin: { t: 't.js' } },
    };
    expect((await resolve(projectOf(root, packages))).links).toEqual([]);
  });

  it('link to programs once for each name: of the first package as npm sorts, and never outside of it', async () => {
    const packages = {
      'node_modules/b': { bin: { run: 'b.js', '../../up': '../../../etc/passwd', nothing: '..' } },
      'node_modules/@a/b': { bin: { run: 'a.js', 'x\\y': '/abs.js' } },
    };
    const { dependencies } = await resolve(projectOf({ dependencies: { b: '1', '@a/b': '1' } }, packages));
    expect(dependencies.map(({ places }) => places[0]?.programs)).toEqual([
      [
        program('node_modules/.bin/run', 'node_modules/@a/b/a.js'),
        program('node_modules/.bin/y', 'node_modules/@a/b/abs.js'),
      ],
      [program('node_modules/.bin/up', 'node_modules/b/etc/passwd')],
    ]);
  });

  it('may name their registry in a file of the project', async () => {
    const packages = { 'node_modules/a': {}, 'node_modules/@s/b': {}, 'node_modules/@t/c': {} };
    const project = new Map(projectOf({ dependencies: { a: '1', '@s/b': '1', '@t/c': '1' } }, packages));
    project.set('.npmrc', '@s:registry=https://s.example\nregistry=https://r.example/\n//r.example/:_authToken=${T}');
    const { dependencies } = await resolve(project);
    expect(dependencies.map(({ registry }) => registry)).toEqual([
      { base: 'https://s.example/', scope: '@s' },
      { base: 'https://r.example/', scope: undefined },
      { base: 'https://r.example/', scope: undefined },
    ]);
  });

  it('are optional when they are that as well', async () => {
    const lock = projectOf({ optionalDependencies: { a: '1' } }, {});
    const both = JSON.stringify({ dependencies: { a: '1' }, optionalDependencies: { a: '1' } });
    expect(placesOf(await resolve(new Map([...lock, ['package.json', both]])))).toEqual([]);
  });

  it('are read from npm-shrinkwrap.json first', async () => {
    const project = new Map(projectOf({ dependencies: { a: '1' } }, { 'node_modules/a': {} }));
    const lock = project.get('package-lock.json') ?? '';
    project.set('npm-shrinkwrap.json', lock).set('package-lock.json', 'no lock');
    expect(placesOf(await resolve(project))).toEqual(['node_modules/a']);
  });
});
