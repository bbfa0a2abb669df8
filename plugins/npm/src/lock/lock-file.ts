import { PluginError, type Project } from '@quench/plugin-sdk';
import { field, isObject, jsonObject } from '../json/index.js';
import { readEntry, type LockEntry } from './lock-entry.js';
import { isLockPath, nameAt } from './lock-path.js';

/** What npm looks for, in its order. */
const LOCK_FILES = ['npm-shrinkwrap.json', 'package-lock.json'] as const;
const MAX_ENTRIES = 100_000;

/** A lock file: its name, and its entries by path. The project itself is at the empty path. */
export interface LockFile {
  readonly name: string;
  readonly entries: ReadonlyMap<string, LockEntry>;
}

/**
 * The lock file of a project, of versions 2 and 3: both say all in `packages`, and the older lists of version 2 are only
 * for an npm that cannot read them.
 * @throws PluginError `malformed-input`, `unsupported`
 */
export function readLockFile(project: Project): LockFile {
  const name = LOCK_FILES.find((each) => project.has(each));
  if (name === undefined) throw malformed(`The project has no ${LOCK_FILES[1]}. Run npm install, and commit it.`);
  const lock = jsonObject(project.get(name) ?? '', name, 'malformed-input');
  const version = field(lock, 'lockfileVersion');
  if (version !== 2 && version !== 3) {
    throw new PluginError(
      'unsupported',
      `${name} has lockfileVersion ${JSON.stringify(version) ?? 'of none'}; expected 2 or 3. Run npm install with npm 7 or newer.`,
    );
  }
  const entries = readEntries(name, field(lock, 'packages'));
  for (const entry of entries.values()) checkLink(name, entry, entries);
  return { name, entries: new Map([...entries].map(([path, entry]) => [path, asItsFolder(entry, entries)])) };
}

/** For what and where a link is needed is said of the folder that it leads to, and not of the link. */
function asItsFolder(entry: LockEntry, entries: LockFile['entries']): LockEntry {
  const folder = entry.link ? entries.get(entry.resolved ?? '') : undefined;
  if (folder === undefined) return entry;
  const { unused, optional, os, cpu, libc } = folder;
  return { ...entry, unused, optional, os, cpu, libc };
}

function readEntries(name: string, packages: ReturnType<typeof field>): LockFile['entries'] {
  const keys = isObject(packages) ? Object.entries(packages) : [];
  if (keys.length > MAX_ENTRIES) throw malformed(`${name} has more than ${MAX_ENTRIES} packages.`);
  const entries = new Map<string, LockEntry>();
  for (const [path, entry] of keys) {
    if (!isLockPath(path)) throw malformed(`${name} has a package at "${path.slice(0, 200)}", outside of the project.`);
    if (!isObject(entry)) throw malformed(`${name} says nothing of what is at "${path}".`);
    entries.set(path, readEntry(path, entry));
  }
  if (!entries.has('')) throw malformed(`${name} has no entry of the project itself among its packages.`);
  return entries;
}

/** A link leads from where packages are to a folder of the project, and so in one step. */
function checkLink(file: string, { path, link, resolved }: LockEntry, entries: LockFile['entries']): void {
  if (!link) return;
  const target = resolved === undefined || nameAt(resolved) !== undefined ? undefined : entries.get(resolved);
  if (nameAt(path) !== undefined && resolved !== '' && target !== undefined) return;
  throw malformed(
    `${file} links ${path} to "${(resolved ?? '').slice(0, 200)}", which is no folder of the project that it knows.`,
  );
}

const malformed = (message: string): PluginError => new PluginError('malformed-input', message);
