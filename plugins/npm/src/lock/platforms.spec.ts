import { describe, expect, it } from '@jest/globals';
import { placesOf, projectOf, resolve, type Entry } from './project.fixture.js';

const installedOf = async (
  packages: Readonly<Record<string, Entry>>,
  root: Entry,
  options = {},
): Promise<readonly string[]> =>
  placesOf(await resolve(projectOf(root, packages), options)).map((path) => path.replace('node_modules/', ''));

describe('packages of a platform', () => {
  const optional = { optionalDependencies: { a: '1' } };

  it.each([
    [{ os: ['linux'] }, true],
    [{ os: 'linux', cpu: 'x64' }, true],
    [{ os: ['darwin'] }, false],
    [{ os: ['darwin', 'linux'] }, true],
    [{ os: ['!win32'] }, true],
    [{ os: ['!linux'] }, false],
    [{ os: ['!win32', '!linux'] }, false],
    [{ os: ['any'] }, true],
    [{ os: [] }, true],
    [{ cpu: ['arm64'] }, false],
    [{ cpu: ['!arm64', 'x64'] }, true],
    [{ libc: ['glibc'] }, true],
    [{ libc: ['musl'] }, false],
  ])('are there when it is theirs: %j', async (filter, there) => {
    expect(await installedOf({ 'node_modules/a': { optional: true, ...filter } }, optional)).toEqual(
      there ? ['a'] : [],
    );
  });

  it('are chosen by processor and libc', async () => {
    const packages = Object.fromEntries(
      ['x64-glibc', 'x64-musl', 'arm64-glibc', 'arm64-musl'].map((name) => {
        const [cpu, libc] = name.split('-');
        return [`node_modules/${name}`, { optional: true, os: ['linux'], cpu: [cpu], libc: [libc] }];
      }),
    );
    const root = {
      optionalDependencies: Object.fromEntries(Object.keys(packages).map((path) => [path.slice(13), '1'])),
    };
    expect(await installedOf(packages, root)).toEqual(['x64-glibc']);
    expect(await installedOf(packages, root, { platform: 'linux/arm64', libc: 'musl' })).toEqual(['arm64-musl']);
  });

  it('go with what only they need, and with what cannot do without them', async () => {
    const root = { optionalDependencies: { top: '1' }, dependencies: { a: '1' } };
    const packages = {
      'node_modules/top': { optional: true, dependencies: { foreign: '1', own: '1', both: '1' } },
      'node_modules/foreign': { optional: true, os: ['darwin'], dependencies: { deep: '1' } },
      'node_modules/foreign/node_modules/deep': { optional: true, dependencies: { loop: '1' } },
      'node_modules/loop': { optional: true, dependencies: { own: '1' } },
      'node_modules/own': { optional: true, dependencies: { loop: '1' } },
      'node_modules/both': {},
      'node_modules/a': { dependencies: { both: '1' }, optionalDependencies: { foreign: '1' } },
    };
    expect(await installedOf(packages, root)).toEqual(['a', 'both']);
  });

  it('hold nothing of what they need, be they of those that only developing needs', async () => {
    const root = { optionalDependencies: { one: '1' }, devDependencies: { two: '1' } };
    const packages = {
      'node_modules/one': { optional: true, cpu: ['wasm32'], dependencies: { core: '1' } },
      'node_modules/core': { optional: true },
      'node_modules/two': { dev: true, optional: true, cpu: ['wasm32'], dependencies: { core: '1' } },
    };
    expect(await installedOf(packages, root)).toEqual([]);
  });

  it('are left out where they are folders of the project, too, with what only these need', async () => {
    const root = { optionalDependencies: { t: 'file:tools/t' }, dependencies: { a: '1' } };
    const packages = {
      'node_modules/a': { dependencies: { both: '1' } },
      'node_modules/t': { resolved: 'tools/t', link: true },
      'tools/t': { optional: true, os: ['darwin'], dependencies: { b: '1', both: '1' } },
      'node_modules/b': { optional: true },
      'node_modules/both': {},
    };
    const { links, dependencies } = await resolve(projectOf(root, packages));
    expect(links).toEqual([]);
    expect(dependencies).toMatchObject([{ name: 'a' }, { name: 'both', requiredBy: 'a' }]);
  });

  it('are refused by name when the project needs them', async () => {
    const needed = installedOf({ 'node_modules/a': { os: ['darwin'] } }, { dependencies: { a: '1' } });
    await expect(needed).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('a 1.0.0') });
    const folder = { t: { os: ['darwin'] }, 'node_modules/t': { resolved: 't', link: true } };
    const linked = installedOf(folder, { dependencies: { t: 'file:t' } });
    await expect(linked).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^node_modules.t /),
    });
  });

  it('are unknown for others', async () => {
    const other = installedOf({}, {}, { platform: 'linux/riscv64' });
    await expect(other).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('linux/arm64') });
  });
});
