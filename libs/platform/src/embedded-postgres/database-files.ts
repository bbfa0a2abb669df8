import { join } from 'node:path';
import type { DataDirectory } from '../data-directory/data-directory.js';

/** Where the embedded database keeps what. All paths are absolute. */
export interface DatabaseFiles {
  /** Holds all but locks and secrets. */
  readonly folder: string;
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  /** What the keeper last said: {@link KeeperState}. */
  readonly state: string;
  readonly keeperLog: string;
  readonly postgresLog: string;
  /** Shared by everyone who needs the database; the keeper stops it once it has this lock alone. */
  readonly usersLock: string;
  /** Held by the keeper as long as it lives. */
  readonly keeperLock: string;
  readonly passwordFile: string;
}

/** The superuser and the database of the embedded server. */
export const DATABASE_USER = 'quench';
export const DATABASE_NAME = 'quench';
export const DATABASE_HOST = '127.0.0.1';

export function databaseFiles(directory: DataDirectory): DatabaseFiles {
  const folder = join(directory.path, 'database');
  return {
    folder,
    cluster: join(folder, 'cluster'),
    state: join(folder, 'keeper.json'),
    keeperLog: join(folder, 'keeper.log'),
    postgresLog: join(folder, 'postgres.log'),
    usersLock: directory.lockFile('database-users'),
    keeperLock: directory.lockFile('database-keeper'),
    passwordFile: directory.secretFile('database-password'),
  };
}
