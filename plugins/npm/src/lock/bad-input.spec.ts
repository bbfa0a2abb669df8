import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PluginError, type Project } from '@quench/plugin-sdk';
import { INTEGRITY, placesOf, projectOf, resolve, type Entry } from './project.fixture.js';

const ROOT = { dependencies: { a: '1' } };
const A = 'node_modules/a';
const withA = (entry: Entry): Project => projectOf(ROOT, { [A]: entry });
const refused = async (project: Project, code: string, words: string): Promise<void> => {
  const error = await resolve(project).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PluginError);
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
};

describe('a lock file is refused', () => {
  it.each<[string, Project, string]>([
    ['no integrity', withA({ integrity: undefined }), 'integrity of pkg:npm/a@1.0.0'],
    ['an integrity that is none', withA({ integrity: 'sha512-short' }), 'which is no hash'],
    ['an integrity of another length', withA({ integrity: INTEGRITY.replace('sha512', 'sha1') }), 'which is no hash'],
    ['an unknown algorithm', withA({ integrity: 'md5-1B2M2Y8AsgTpgAmY7PhCfg==' }), 'which is no hash'],
    ['a choice of hashes', withA({ integrity: `${INTEGRITY} ${INTEGRITY}` }), 'which is no hash'],
    ['no version', withA({ version: undefined }), 'no version of node_modules/a'],
    ['a version that is none', withA({ version: 'latest' }), 'Not a version of npm'],
    ['a name that is none', withA({ name: '../a' }), 'not a name of a package'],
    ['an entry that is none', projectOf(ROOT, {}, 3), 'has no a, which the project needs'],
    ['another package.json', new Map([...withA({}), ['package.json', '{"dependencies":{"a":"2"}}']]), 'differ in a'],
    ['no package.json', new Map([...withA({})].filter(([path]) => path !== 'package.json')), 'no package.json'],
    ['a package.json that is none', new Map([...withA({}), ['package.json', '[]']]), 'package.json is no JSON object'],
    ['nothing', new Map([['package.json', '{}']]), 'no package-lock.json'],
    [
      'an entry that is no object',
      new Map([...withA({}), ['package-lock.json', lockOf({ '': {}, [A]: 1 })]]),
      'node_modules/a',
    ],
    ['no entry of the project', new Map([...withA({}), ['package-lock.json', lockOf({})]]), 'no entry of the project'],
    [
      'the project in a folder without package.json',
      new Map([...withA({}), ['package-lock.json', lockOf({ '': ROOT, x: {} })]]),
      'x/package.json',
    ],
    [
      'one release as two files',
      projectOf(
        { dependencies: { a: '1', b: '1' } },
        {
          [A]: {},
          'node_modules/b': { dependencies: { a: '1' } },
          'node_modules/b/node_modules/a': { integrity: `sha1-${'A'.repeat(27)}=` },
        },
      ),
      'two files for pkg:npm/a@1.0.0',
    ],
  ])('with %s', async (_what, project, words) => refused(project, 'malformed-input', words));

  it.each([
    '../x',
    'a/../../x',
    '/etc',
    'node_modules/..',
    'node_modules/.bin',
    'node_modules/a/b',
    'node_modules/a\\b',
    'node_modules/@s',
    'node_modules/node_modules',
    'x/./y',
    'C:/x',
    '__proto__/../x',
    'node_modules/a/node_modules/',
    'x\ny',
  ])('with a package at %j', async (path) => {
    const lock = `{"lockfileVersion":3,"packages":{"":{},${JSON.stringify(path)}:{}}}`;
    await refused(
      new Map([
        ['package.json', '{}'],
        ['package-lock.json', lock],
      ]),
      'malformed-input',
      'outside of the project',
    );
  });

  it.each(['..', '../x', '/etc', '', 'gone', 'node_modules/b', undefined, 'https://r.example/a.tgz'])(
    'with a link to %j',
    async (resolved) => {
      const project = projectOf(ROOT, { [A]: { link: true, resolved }, 'node_modules/b': {}, packages: {} });
      await refused(project, 'malformed-input', 'links node_modules/a');
    },
  );

  it('with links in a circle', async () => {
    const packages = {
      [A]: { link: true, resolved: 'x' },
      x: { link: true, resolved: 'y' },
      y: { link: true, resolved: 'x' },
    };
    await refused(projectOf(ROOT, packages), 'malformed-input', 'links');
  });

  it.each(['git+ssh://git@h.example/a.git#0', 'git://h.example/a', 'file:a.tgz', 'file:../a', 'github:a/b'])(
    'with a package that is in no registry: %s',
    async (resolved) => refused(withA({ resolved }), 'unsupported', 'a is taken from'),
  );

  it.each([[1], [4], ['3'], [undefined]])('of version %j', async (version) => {
    const lock = JSON.stringify({ lockfileVersion: version, packages: { '': {} } });
    await refused(
      new Map([
        ['package.json', '{}'],
        ['package-lock.json', lock],
      ]),
      'unsupported',
      'expected 2 or 3',
    );
  });

  it('with packages that run scripts, all of them by name, unless they are said to do without', async () => {
    const packages = {
      'node_modules/b': { hasInstallScript: true },
      [A]: { hasInstallScript: true },
      'node_modules/d': { hasInstallScript: true, dev: true },
    };
    const project = projectOf({ dependencies: { a: '1', b: '1' }, devDependencies: { d: '1' } }, packages);
    await refused(project, 'unsupported', 'when they are installed: a, b.');
    const withoutScripts = ['a', 'b'].map((name) => ({ name, reason: 'its script only says thanks' }));
    expect(placesOf(await resolve(project, { withoutScripts }))).toEqual([A, 'node_modules/b']);
  });

  it('when it is cut anywhere', async () => {
    const [whole, text] = [withA({}), withA({}).get('package-lock.json') ?? ''];
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: text.length - 1 }), async (length) =>
        refused(
          new Map([...whole, ['package-lock.json', text.slice(0, length)]]),
          'malformed-input',
          'package-lock.json',
        ),
      ),
    );
  });

  it('when anything that is needed is gone from it', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(names, fc.nat(), fc.infiniteStream(fc.nat()), async (all, gone, choices) => {
        // Each is needed by one before it, or by the project.
        const needed = all.map((name, at) => ({ name, by: (choices.next().value ?? 0) % (at + 1) }));
        const by = (at: number): Entry =>
          Object.fromEntries(needed.filter((one) => one.by === at).map(({ name }) => [name, '1']));
        const packages = Object.fromEntries(
          all.map((name, at) => [`node_modules/${name}`, { dependencies: by(at + 1) }]),
        );
        const root = { dependencies: by(0) };
        expect(placesOf(await resolve(projectOf(root, packages)))).toHaveLength(all.length);
        const victim = all[gone % all.length] ?? '';
        const rest = Object.fromEntries(Object.entries(packages).filter(([path]) => path !== `node_modules/${victim}`));
        await refused(projectOf(root, rest), 'malformed-input', `has no ${victim}`);
      }),
    );
  });
});

it('packages that need each other are no circle without an end', async () => {
  const packages = { [A]: { dependencies: { b: '1' } }, 'node_modules/b': { dependencies: { a: '1' } } };
  expect(placesOf(await resolve(projectOf(ROOT, packages)))).toEqual([A, 'node_modules/b']);
});

it('names that objects have anyway are names like others', async () => {
  const packages = { 'node_modules/constructor': { dependencies: { toString: '1' } }, 'node_modules/toString': {} };
  const places = placesOf(await resolve(projectOf({ dependencies: { constructor: '1' } }, packages)));
  expect(places).toEqual(['node_modules/constructor', 'node_modules/toString']);
});

function lockOf(packages: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ lockfileVersion: 3, packages });
}
