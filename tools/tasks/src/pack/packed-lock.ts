/** What is read of a package.json, and of one key of `packages` in a lock file, which names things alike. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly exports?: Readonly<Record<string, Exported>>;
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly peerDependencies?: Names;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

type Names = Readonly<Record<string, string>>;
type Exported = Readonly<Record<string, string>>;
type Entries = Readonly<Record<string, Manifest>>;

/** A lock file of npm, as far as it is read here. */
export interface Lock {
  readonly packages: Entries;
}

/** Why a package of the checkout is not in the image. */
export type LeftOut = Readonly<Record<string, string>>;

/** The folders of the named ones and of what they depend on, sorted. @param folders manifests by folder of the checkout */
export function closure(first: readonly string[], folders: ReadonlyMap<string, Manifest>): readonly string[] {
  const byName = new Map([...folders].map(([folder, { name = '' }]) => [name, folder]));
  const found = new Set(first);
  for (const folder of found) {
    for (const name of Object.keys(folders.get(folder)?.dependencies ?? {})) {
      const next = byName.get(name);
      if (next !== undefined) found.add(next);
    }
  }
  return [...found].sort();
}

/** The manifest of the image's project: the checkout's own without what only developing needs. */
export const rootManifest = (own: Manifest, workspaces: readonly string[], leftOut: LeftOut) => ({
  name: '@quench/packed',
  version: own.version ?? '0.0.0',
  private: true,
  type: 'module',
  workspaces,
  dependencies: without(own.dependencies ?? {}, leftOut),
});

/** The manifest of a folder, which says no more than what Node and npm ask of it. */
export const folderManifest = ({ name, version, type, exports, dependencies = {} }: Manifest) => ({
  ...{ name, version, private: true, type },
  ...(exports !== undefined && { exports: mapped(exports, ({ default: file = '' }) => file) }),
  dependencies,
});

/**
 * The lock file that goes with these manifests: of the checkout's what is needed to run, as it is written there.
 * @param root as `rootManifest` made it
 * @throws Error for a package that the checkout's lock file does not have, and for one with a script that would have to run
 */
export function packedLock(lock: Lock, root: ReturnType<typeof rootManifest>): object {
  const { name, version, workspaces, dependencies } = root;
  const start = { name, version, workspaces, dependencies };
  const links = Object.entries(lock.packages).filter(([, { link }]) => link);
  const linked = links.filter(([path]) => workspaces.some((folder) => lock.packages[folder]?.name === nameAt(path)));
  const found = new Map<string, Manifest>([['', start]]);
  for (const folder of workspaces) found.set(folder, entryAt(folder, lock.packages));
  for (const [path, entry] of linked) found.set(path, entry);
  for (const [from, entry] of found) {
    for (const path of needsOf(from, entry, lock.packages)) found.set(path, entryAt(path, lock.packages));
  }
  refuseScripts(found);
  const packages = Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { name, version, lockfileVersion: 3, requires: true, packages };
}

function refuseScripts(found: ReadonlyMap<string, Manifest>): void {
  const names = [...found]
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => nameAt(path));
  if (names.length === 0) return;
  throw new Error(
    `Scripts of packages are not run in an image, and these have some: ${names.join(', ')}. ` +
      'Leave them out with a reason, and see to what they would have made.',
  );
}

function entryAt(path: string, entries: Entries): Manifest {
  const entry = entries[path];
  if (entry === undefined) throw new Error(`package-lock.json has no ${path}. Run npm install, and commit it.`);
  return entry;
}

/** Where what a package asks for is found: beside it, or further up. What may be missing may be missing. */
function needsOf(from: string, entry: Manifest, entries: Entries): readonly string[] {
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta: meta = {},
  } = entry;
  const peers = Object.keys(peerDependencies).filter((name) => meta[name]?.optional !== true);
  const needed = [...Object.keys(dependencies).filter((name) => !Object.hasOwn(optionalDependencies, name)), ...peers];
  const found = (name: string): string | undefined =>
    placesFrom(from, name).find((path) => Object.hasOwn(entries, path));
  return [
    ...needed.map((name) => found(name) ?? `node_modules/${name}`),
    ...Object.keys(optionalDependencies).flatMap((name) => found(name) ?? []),
  ];
}

/** The places where Node looks for a package, from the nearest. */
function placesFrom(from: string, name: string): readonly string[] {
  const places = [];
  for (let folder = from; folder !== ''; folder = parentOf(folder)) places.push(`${folder}/node_modules/${name}`);
  return [...places, `node_modules/${name}`];
}

const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');
const nameAt = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const without = (names: Names, leftOut: LeftOut): Names =>
  Object.fromEntries(Object.entries(names).filter(([name]) => !Object.hasOwn(leftOut, name)));

const mapped = <A, B>(object: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
