import { describe, expect, it } from '@jest/globals';
import { closure, packedLock, rootManifest, type Lock } from './packed-lock.js';

const folders = new Map([
  ['apps/a', { name: '@q/a', dependencies: { '@q/b': '*', left: '1' } }],
  ['apps/e', { name: '@q/e', dependencies: { '@q/c': '*' } }],
  ['libs/b', { name: '@q/b', dependencies: { '@q/c': '*' } }],
  ['libs/c', { name: '@q/c', dependencies: {} }],
]);

const lock: Lock = {
  packages: {
    '': {},
    'apps/a': folders.get('apps/a') ?? {},
    'libs/b': folders.get('libs/b') ?? {},
    'libs/c': folders.get('libs/c') ?? {},
    'node_modules/@q/a': { link: true },
    'node_modules/@q/b': { link: true },
    'node_modules/@q/c': { link: true },
    'node_modules/@q/e': { link: true },
    'node_modules/left': {
      version: '1',
      dependencies: { deep: '1' },
      optionalDependencies: { native: '1', gone: '1' },
    },
    'node_modules/left/node_modules/deep': {
      version: '1',
      peerDependencies: { peer: '1', maybe: '1' },
      peerDependenciesMeta: { maybe: { optional: true } },
    },
    'node_modules/deep': { version: '2' },
    'node_modules/peer': { version: '1' },
    'node_modules/maybe': { version: '1' },
    'node_modules/native': { version: '1' },
    'node_modules/compiler': { version: '1' },
  },
};
const root = rootManifest(
  { version: '3.0.0', dependencies: { left: '1', server: '1' } },
  ['apps/a', 'libs/b', 'libs/c'],
  {
    server: 'for another place',
  },
);

describe('what is packed', () => {
  it('are the folders that are named and what they depend on', () => {
    expect(closure(['apps/a'], folders)).toEqual(['apps/a', 'libs/b', 'libs/c']);
  });

  it('asks for what the checkout asks for, without what is left out', () => {
    expect(root).toMatchObject({
      version: '3.0.0',
      workspaces: ['apps/a', 'libs/b', 'libs/c'],
      dependencies: { left: '1' },
    });
    expect(root.dependencies).not.toHaveProperty('server');
  });

  it('has of the lock file what that needs to run, from where Node finds it', () => {
    const { packages } = packedLock(lock, root) as Lock;
    expect(Object.keys(packages)).toEqual([
      '',
      'apps/a',
      'libs/b',
      'libs/c',
      'node_modules/@q/a',
      'node_modules/@q/b',
      'node_modules/@q/c',
      'node_modules/left',
      'node_modules/left/node_modules/deep',
      'node_modules/native',
      'node_modules/peer',
    ]);
    expect(packages['node_modules/left']).toBe(lock.packages['node_modules/left']);
  });

  it('is refused where a package is missing, or would have to run a script', () => {
    const rest = Object.fromEntries(Object.entries(lock.packages).filter(([path]) => path !== 'node_modules/peer'));
    expect(() => packedLock({ packages: rest }, root)).toThrow('package-lock.json has no node_modules/peer');
    const scripted = { ...lock.packages, 'node_modules/peer': { hasInstallScript: true } };
    expect(() => packedLock({ packages: scripted }, root)).toThrow('these have some: peer. Leave them out');
  });
});
