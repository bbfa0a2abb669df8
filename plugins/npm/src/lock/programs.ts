import type { ProjectLink } from '@quench/plugin-sdk';
import type { LockEntry } from './lock-entry.js';
import { depthOf, modulesOf } from './lock-path.js';

/** As npm compares paths, so that of two programs of one name the same one is linked. */
const { compare } = new Intl.Collator('en');

/**
 * The links to programs, by the path of who has them: in each `node_modules/.bin`, the first package that has a program of
 * a name has the link. Links of the project come after packages.
 */
export function programs(entries: ReadonlyMap<string, LockEntry>, targets: ReadonlyMap<string, LockEntry>) {
  const order = [...entries.values()].sort(
    (a, b) => Number(a.link) - Number(b.link) || depthOf(a.path) - depthOf(b.path) || compare(a.path, b.path),
  );
  const taken = new Set<string>();
  const links = new Map<string, ProjectLink[]>();
  for (const entry of order) {
    const own = entry.link ? targets.get(entry.resolved ?? '') : entry;
    for (const [name, file] of plainBin(own?.bin ?? new Map<string, string>())) {
      const path = `${modulesOf(entry.path)}/.bin/${name}`;
      if (taken.has(path)) continue;
      taken.add(path);
      const link: ProjectLink = { path, target: `${entry.path}/${file}`, kind: 'program' };
      links.set(entry.path, [...(links.get(entry.path) ?? []), link]);
    }
  }
  return links as ReadonlyMap<string, readonly ProjectLink[]>;
}

/** Names without folders, files below the package: what leads elsewhere is brought back, as npm does. */
function plainBin(bin: ReadonlyMap<string, string>): readonly (readonly [name: string, file: string])[] {
  return [...bin].flatMap(([key, value]) => {
    const name = below(key.replace(/[\\:]/g, '/').split('/').filter(Boolean).at(-1) ?? '');
    const file = below(value.replaceAll('\\', '/'));
    return name === '' || file === '' || HIDDEN.test(name + file) ? [] : [[name, file] as const];
  });
}

// eslint-disable-next-line no-control-regex -- the range is what is looked for
const HIDDEN = /[\u0000-\u001f\u007f]/;

/** A path below a root that it never leaves, without `.` and `..`. */
function below(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
