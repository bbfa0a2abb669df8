import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './run-program.js';

interface Package {
  readonly name?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
const references = (path: string): readonly string[] =>
  read<{ readonly references: readonly { readonly path: string }[] }>(path)
    .references.map((reference) => reference.path)
    .sort();

const projects = read<{ readonly workspaces: readonly string[] }>('package.json')
  .workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
  .map((file) => dirname(file))
  .filter((folder) => !folder.includes('node_modules'))
  .sort();

/** Projects that only tests and benches need; they are built where they are used. */
const NOT_SHIPPED = ['apps/e2e', 'libs/testing', 'tools/bench', 'tools/lint'];

describe('the workspace', () => {
  it('has every project in the lock file, with what it imports', () => {
    const { packages } = read<{ readonly packages: Readonly<Record<string, Package>> }>('package-lock.json');
    const locked = projects.map((folder) => [folder, packages[folder]?.dependencies ?? {}]);
    expect(locked).toEqual(
      projects.map((folder) => [folder, read<Package>(`${folder}/package.json`).dependencies ?? {}]),
    );
  });

  it('takes packages from wherever npm is configured to', () => {
    const { packages } = read<{ readonly packages: Readonly<Record<string, Package>> }>('package-lock.json');
    expect(Object.values(packages).filter(({ resolved = '' }) => resolved.includes('://'))).toEqual([]);
  });

  it('checks the types of every project, and builds every project that ships', () => {
    expect(references('tsconfig.json')).toEqual(projects);
    const shipped = projects.filter((folder) => !NOT_SHIPPED.includes(folder));
    expect(references('tsconfig.build.json')).toEqual(shipped.map((folder) => `${folder}/tsconfig.lib.json`));
  });

  it.each(projects)('has no empty project, and none that hides an import: %s', (folder) => {
    const files = globSync('src/**/*.ts', { cwd: join(root, folder) });
    expect(files).not.toEqual([]);
    const { name, dependencies = {} } = read<Package>(`${folder}/package.json`);
    const imported = files
      .filter((file) => !file.endsWith('.spec.ts') && !file.endsWith('.fixture.ts'))
      .flatMap((file) => [...readFileSync(join(root, folder, file), 'utf8').matchAll(/from '(@quench\/[a-z-]+)/g)])
      .map(([, from = '']) => from);
    const hidden = new Set(imported.filter((from) => from !== name && !(from in dependencies)));
    expect([...hidden]).toEqual([]);
    expect(existsSync(join(root, folder, 'jest.config.mjs'))).toBe(true);
  });
});

describe('a protection whose absence the tests must see', () => {
  it.each(globSync('tools/faults/*.patch', { cwd: root }).sort())('can still be taken out: %s', (patch) => {
    expect(() => execFileSync('git', ['apply', '--check', patch], { cwd: root, stdio: 'pipe' })).not.toThrow();
  });
});
