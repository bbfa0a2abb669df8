import type { Project, ProjectOptions, ProjectResolution } from '@quench/plugin-sdk';
import { dependencies } from './index.js';

/** A sha512 of nothing in particular. */
export const INTEGRITY = `sha512-${'A'.repeat(86)}==`;
/** The same as the host spells it. */
export const CHECKSUM = `sha512:${'0'.repeat(128)}`;

/** Fields of an entry of a lock file; version and integrity are there unless they are said to be undefined. */
export type Entry = Readonly<Record<string, unknown>>;

/** A package at a path, in version 1.0.0. */
const released = (entry: Entry): Entry => ({
  version: '1.0.0',
  ...(entry['link'] === true ? { version: undefined } : { integrity: INTEGRITY }),
  ...entry,
});

/**
 * A project with its lock file.
 * @param root fields of its package.json
 * @param packages of the lock file, by path; folders of the project are also given a package.json
 */
export function projectOf(root: Entry, packages: Readonly<Record<string, Entry>>, lockfileVersion = 3): Project {
  const entries = Object.entries(packages).map(([path, entry]) => {
    const own = !path.includes('node_modules/');
    return { path, own, entry: own ? entry : released(entry) };
  });
  const lock = {
    lockfileVersion,
    packages: Object.fromEntries([['', root], ...entries.map((one) => [one.path, one.entry])]),
  };
  return new Map([
    ['package.json', JSON.stringify(root)],
    ['package-lock.json', JSON.stringify(lock)],
    ...entries
      .filter(({ own }) => own)
      .map(({ path, entry }) => [`${path}/package.json`, JSON.stringify(entry)] as const),
  ]);
}

export const OPTIONS: ProjectOptions = { platform: 'linux/amd64', libc: 'glibc', withoutScripts: [] };

/** Resolves on a host that nothing is asked of. */
export const resolve = (project: Project, options: Partial<ProjectOptions> = {}): Promise<ProjectResolution> =>
  dependencies.resolve(project, { ...OPTIONS, ...options }, undefined as never);

/** The paths that packages are put at, sorted. */
export const placesOf = ({ dependencies: all }: ProjectResolution): readonly string[] =>
  all.flatMap(({ places }) => places.map(({ path }) => path)).sort();
