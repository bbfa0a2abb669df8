import { describe, expect, it } from '@jest/globals';
import type { Project } from '@quench/plugin-sdk';
import { projectOf, resolve, type Entry } from './project.fixture.js';

const manifest = (fields: Entry): string => JSON.stringify(fields);
const X2 = { 'node_modules/x': { version: '2.0.0' } };
const asks = (range: string, more: Entry = {}, entry: Entry = {}): Project =>
  projectOf({ dependencies: { x: range }, ...more }, { 'node_modules/x': { version: '2.0.0', ...entry } });

/** A lock file with a 1.0.0 and x 2.0.0, which a asks for, and overrides that came later. */
function overridden(overrides: Entry, packages: Readonly<Record<string, Entry>> = {}, root: Entry = {}): Project {
  const all = { dependencies: { a: '1' }, ...root };
  const project = new Map(projectOf(all, { 'node_modules/a': { dependencies: { x: '*' } }, ...X2, ...packages }));
  return project.set('package.json', manifest({ ...all, overrides }));
}

/** A lock file with the workspace packages/w1, and another folder that came later. */
function withFolder(folder: string, workspaces: unknown): Project {
  const packages = { 'packages/w1': { name: 'w1' }, 'node_modules/w1': { resolved: 'packages/w1', link: true } };
  return new Map(projectOf({ workspaces }, packages)).set(`${folder}/package.json`, manifest({ name: 'w2' }));
}

describe('a lock file that npm ci refuses as out of sync is refused', () => {
  const workspace = 'package-lock.json has no packages/w2, which is a workspace of package.json';
  const atX = 'package-lock.json has x 2.0.0 at node_modules/x, and package.json';

  it.each<[string, Project, string]>([
    ...['packages/*', './packages/*', 'packages/*/', 'packages/**', '**', '*/w2', '**/w2', 'packages/w*'].map(
      (pattern): [string, Project, string] => [pattern, withFolder('packages/w2', [pattern]), workspace],
    ),
    ...['.//packages//*//', '/packages/w2//', '**/**', '**/*/**', '**/packages/**/*2', '*a*g*/w**2'].map(
      (pattern): [string, Project, string] => [pattern, withFolder('packages/w2', [pattern]), workspace],
    ),
    ['workspaces of an object', withFolder('packages/w2', { packages: ['packages/*'] }), workspace],
    ['an override', overridden({ x: '1.0.0' }), `${atX} overrides it with 1.0.0`],
    ['a range', asks('^1.0.0'), `${atX} asks for ^1.0.0`],
    [
      'a range of what only developing needs',
      projectOf({ devDependencies: { x: '1' } }, { 'node_modules/x': { version: '2.0.0', dev: true } }),
      `${atX} asks for 1`,
    ],
    [
      'a range of a folder',
      projectOf(
        { workspaces: ['w'] },
        { w: { dependencies: { x: '1' } }, 'node_modules/w': { resolved: 'w', link: true }, ...X2 },
      ),
      'has x 2.0.0 at node_modules/x, and w/package.json asks for 1',
    ],
  ])('for %s', async (_what, project, words) => {
    const message = expect.stringContaining(`${words}. Run npm install, and commit it.`);
    await expect(resolve(project)).rejects.toMatchObject({ code: 'malformed-input', message });
  });
});

describe('a lock file that npm ci may take is taken', () => {
  const nested = { x: '1.0.0', a: { x: '2.0.0' } };
  const own = { 'node_modules/a': { dependencies: { x: '*' }, hasShrinkwrap: true } };

  it.each<[string, Project]>([
    ['a workspace that a pattern takes away', withFolder('packages/w2', ['packages/*', '!packages/w2'])],
    ['a pattern of braces', withFolder('packages/w2', ['packages/{w1,w2}'])],
    ['a hidden folder', withFolder('packages/.w2', ['packages/*'])],
    ['a folder in a hidden one', withFolder('packages/.h/w2', ['packages/**'])],
    ['a package in a folder', withFolder('packages/w1/node_modules/w2', ['packages/**'])],
    ['a folder that is no workspace', withFolder('packages/w1/w2', ['packages/*'])],
    // Tried one way after the other, these take longer than anybody waits.
    ['many stars for folders', withFolder(`${'a/'.repeat(200)}w2`, [`${'**/'.repeat(50)}x`, `${'**/*/'.repeat(50)}x`])],
    ['many stars in a name', withFolder('a'.repeat(200), [`${'*a'.repeat(50)}x`, `${'*'.repeat(100_000)}x`])],
    ['many slashes', withFolder('w2', [`${'/'.repeat(1_000_000)}x${'/'.repeat(1_000_000)}w2`])],
    ['nested overrides', overridden(nested)],
    ['an override of a version', overridden({ 'x@1': '1.0.0' })],
    ['an override by what the project asks for', overridden({ x: '$x' })],
    ['an override with a tag', overridden({ x: 'latest' })],
    ['an override that nothing asks for', overridden({ y: '1.0.0' })],
    [
      'an override of what is bundled',
      overridden({ x: '1.0.0' }, { 'node_modules/x': { version: '2.0.0', inBundle: true } }),
    ],
    ['an override below a lock file of its own', overridden({ x: '1.0.0' }, own)],
    ['an override of an alias', overridden({ x: '1.0.0' }, { 'node_modules/x': { version: '2.0.0', name: 'y' } })],
    ['a range that is overridden', asks('^1.0.0', { overrides: { 'x@1': '2.0.0' } })],
    ['what is accepted besides', asks('^1.0.0', { acceptDependencies: { x: '2' } })],
    ['an alias', asks('npm:y@1', {}, { name: 'y' })],
    ['a tag', asks('next')],
    ['a prerelease of any', asks('', {}, { version: '2.1.0-rc.1' })],
    ['peers', projectOf({ peerDependencies: { x: '1' } }, { 'node_modules/x': { version: '2.0.0', peer: true } })],
    [
      'another range of a package',
      projectOf({ dependencies: { a: '1' } }, { 'node_modules/a': { dependencies: { x: '1' } }, ...X2 }),
    ],
  ])('with %s', async (_what, project) => {
    await expect(resolve(project)).resolves.toBeDefined();
  });
});
