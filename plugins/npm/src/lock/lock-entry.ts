import { field, listField, textField, textsIn, type JsonObject } from '../json/index.js';
import { nameAt } from './lock-path.js';

/** One key of a lock file's `packages`, as far as anything here depends on it. */
export interface LockEntry {
  readonly path: string;
  /** Of the package: of an alias, not the name that it is asked for by. */
  readonly name: string;
  readonly version: string | undefined;
  readonly resolved: string | undefined;
  readonly integrity: string | undefined;
  /** A symlink to `resolved`, a folder of the project. */
  readonly link: boolean;
  /** Only needed to develop, or by nothing at all. */
  readonly unused: boolean;
  /** Only needed by what may be missing. */
  readonly optional: boolean;
  /** Comes inside of the package that it is nested in. */
  readonly bundled: boolean;
  /** Comes with a lock file of its own, which decides what is nested in it. */
  readonly shrinkwrapped: boolean;
  readonly hasInstallScript: boolean;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[];
  readonly needs: Needs;
  readonly bin: ReadonlyMap<string, string>;
}

/** What a package or project asks for: ranges by name. */
export interface Needs {
  readonly required: ReadonlyMap<string, string>;
  readonly optional: ReadonlyMap<string, string>;
  readonly peer: ReadonlyMap<string, string>;
  readonly dev: ReadonlyMap<string, string>;
  /** What is taken, too, whatever is asked for. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Names among `peer` that may be missing. */
  readonly optionalPeers: readonly string[];
}

export function readEntry(path: string, entry: JsonObject): LockEntry {
  const is = (key: string): boolean => field(entry, key) === true;
  return {
    path,
    name: textField(entry, 'name') ?? nameAt(path) ?? '',
    version: textField(entry, 'version'),
    resolved: textField(entry, 'resolved'),
    integrity: textField(entry, 'integrity'),
    link: is('link'),
    unused: is('dev') || is('extraneous'),
    optional: is('optional'),
    bundled: is('inBundle'),
    shrinkwrapped: is('hasShrinkwrap'),
    hasInstallScript: is('hasInstallScript'),
    os: listField(entry, 'os'),
    cpu: listField(entry, 'cpu'),
    libc: listField(entry, 'libc'),
    needs: readNeeds(entry),
    bin: textsIn(entry, 'bin'),
  };
}

/** Of a lock file's entry or of a package.json: both name them alike. What is optional as well is optional. */
export function readNeeds(object: JsonObject): Needs {
  const optional = textsIn(object, 'optionalDependencies');
  const meta = field(object, 'peerDependenciesMeta');
  return {
    required: new Map([...textsIn(object, 'dependencies')].filter(([name]) => !optional.has(name))),
    optional,
    peer: textsIn(object, 'peerDependencies'),
    dev: textsIn(object, 'devDependencies'),
    accepted: textsIn(object, 'acceptDependencies'),
    optionalPeers: optionalAmong(meta),
  };
}

function optionalAmong(meta: ReturnType<typeof field>): readonly string[] {
  if (typeof meta !== 'object' || meta === null) return [];
  return Object.entries(meta).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && 'optional' in value && value.optional === true ? [name] : [],
  );
}
