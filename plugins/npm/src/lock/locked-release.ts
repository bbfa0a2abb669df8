import { PluginError, type Checksums, type Purl } from '@quench/plugin-sdk';
import { naming } from '../naming/index.js';
import { readIntegrity } from './integrity.js';
import type { LockEntry } from './lock-entry.js';

/** A release that a lock file puts at a path. */
export interface LockedRelease {
  readonly purl: Purl;
  readonly name: string;
  readonly version: string;
}

/** The same with what its file must be. */
export interface FetchedRelease extends LockedRelease {
  readonly path: string;
  readonly checksums: Checksums;
  readonly url: string | undefined;
}

/** @throws PluginError `malformed-input` */
export function lockedRelease({ path, name, version }: LockEntry, file: string): LockedRelease {
  if (version === undefined) throw malformed(`${file} has no version of ${path}.`);
  return { purl: naming.describe({ name, version }), name, version };
}

/**
 * @throws PluginError `malformed-input` for one without a good integrity; `unsupported` for one that is in no registry
 */
export function fetchedRelease(entry: LockEntry, file: string): FetchedRelease {
  const { path, resolved, integrity } = entry;
  if (resolved !== undefined && !/^https?:\/\//.test(resolved)) {
    throw new PluginError(
      'unsupported',
      `${entry.name} is taken from "${resolved.slice(0, 200)}", which is no registry. Publish it, or make it a folder of the project.`,
    );
  }
  const release = lockedRelease(entry, file);
  if (integrity === undefined) {
    throw malformed(`${file} says nothing of the integrity of ${release.purl}. Remove its entry, and run npm install.`);
  }
  const checksums = readIntegrity(integrity);
  if (checksums !== undefined) return { ...release, path, checksums, url: resolved };
  throw malformed(`The integrity of ${release.purl} in ${file} is "${integrity.slice(0, 200)}", which is no hash.`);
}

const malformed = (message: string): PluginError => new PluginError('malformed-input', message);
