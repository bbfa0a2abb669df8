import { join } from 'node:path';
import type { DataDirectory } from '../data-directory/data-directory.js';

/** Where a keeper and those who use what it keeps find each other. All paths are absolute. */
export interface KeeperFiles {
  /** Holds all but locks and secrets. */
  readonly folder: string;
  /** What the keeper last said: `KeeperState`. */
  readonly state: string;
  readonly keeperLog: string;
  /** Shared by everyone who needs what is kept; the keeper stops it once it has this lock alone. */
  readonly usersLock: string;
  /** Held by the keeper as long as it lives. */
  readonly keeperLock: string;
}

/** @param name of the folder in the data directory, and the beginning of the locks' names */
export function keeperFiles(directory: DataDirectory, name: string): KeeperFiles {
  const folder = join(directory.path, name);
  return {
    folder,
    state: join(folder, 'keeper.json'),
    keeperLog: join(folder, 'keeper.log'),
    usersLock: directory.lockFile(`${name}-users`),
    keeperLock: directory.lockFile(`${name}-keeper`),
  };
}
