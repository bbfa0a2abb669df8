import { isPackageName } from '../naming/index.js';

const FOLDER = 'node_modules';

/**
 * Whether a key of a lock file is a path inside the project: folders of the project's own, then packages in
 * `node_modules`, nested at will.
 */
export function isLockPath(path: string): boolean {
  if (path === '') return true;
  const [own = '', ...packages] = path.split(/(?:^|\/)node_modules\//);
  return (own === '' ? packages.length > 0 : isOwnFolder(own)) && packages.every(isPackageName);
}

/** A folder of the project itself: no way out, no second spelling, nothing that hides. */
const isOwnFolder = (path: string): boolean =>
  path.split('/').every((part) => /^(?!\.{1,2}$)[^/\\:]+$/.test(part) && !HIDDEN.test(part) && part !== FOLDER);

// eslint-disable-next-line no-control-regex -- the range is what is looked for
const HIDDEN = /[\u0000-\u001f\u007f]/;

/** Where the last `node_modules` of a path begins; -1 in the project's own folders. */
const modulesAt = (path: string): number => `/${path}`.lastIndexOf(`/${FOLDER}/`);

/** The name under which a package is asked for at its path; undefined for the project's own folders. */
export function nameAt(path: string): string | undefined {
  const at = modulesAt(path);
  return at < 0 ? undefined : path.slice(at + FOLDER.length + 1);
}

/** The `node_modules` that a package's path is in. */
export const modulesOf = (path: string): string => path.slice(0, modulesAt(path) + FOLDER.length);

/** The package, or the project's folder, that a package is nested in; the empty text is the project, which has no owner. */
export const ownerOf = (path: string): string => path.slice(0, Math.max(0, modulesAt(path) - 1));

/** How deep in folders of packages. */
export const depthOf = (path: string): number => path.split(/(?:^|\/)node_modules\//).length - 1;

/** Where a name is looked for from inside a path: its own `node_modules` first, the project's last. */
export function* candidates(path: string, name: string): Iterable<string> {
  for (let folder = path; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    yield `${folder}/${FOLDER}/${name}`;
  }
  yield `${FOLDER}/${name}`;
}

/** The text of a symlink at a path that leads to another one; both relative to the same folder. */
export function relativeTo(path: string, target: string): string {
  const from = path.split('/').slice(0, -1);
  const to = target.split('/');
  const shared = to.findIndex((part, at) => part !== from[at]);
  const up = from.slice(shared).map(() => '..');
  return [...up, ...to.slice(shared)].join('/');
}
