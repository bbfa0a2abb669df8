import { PluginError, type Project } from '@quench/plugin-sdk';
import { jsonObject } from '../json/index.js';
import { readNeeds, type Needs } from './lock-entry.js';
import type { LockFile } from './lock-file.js';
import { nameAt } from './lock-path.js';

/**
 * Checks that the lock file was made from the package.json of the project and of each of its folders that packages are in.
 * @throws PluginError `malformed-input` for a missing manifest, and for one that asks for something else
 */
export function checkManifests(project: Project, { name, entries }: LockFile): void {
  const folders = [...entries.values()].filter(({ path, unused }) => nameAt(path) === undefined && !unused);
  for (const { path, needs } of folders) {
    const file = path === '' ? 'package.json' : `${path}/package.json`;
    const text = project.get(file);
    if (text === undefined) throw malformed(`The project has no ${file}, which ${name} was made from.`);
    const difference = firstDifference(readNeeds(jsonObject(text, file, 'malformed-input')), needs);
    if (difference === undefined) continue;
    throw malformed(
      `${name} was made from another ${file}: they differ in ${difference}. Run npm install, and commit it.`,
    );
  }
}

/** A name that is not asked for alike. */
function firstDifference(wanted: Needs, locked: Needs): string | undefined {
  for (const kind of ['required', 'optional', 'peer', 'dev'] as const) {
    const names = new Set([...wanted[kind].keys(), ...locked[kind].keys()]);
    for (const each of names) if (wanted[kind].get(each) !== locked[kind].get(each)) return each;
  }
  return undefined;
}

const malformed = (message: string): PluginError => new PluginError('malformed-input', message);
