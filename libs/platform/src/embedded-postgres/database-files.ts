import { join } from 'node:path';
import type { DataDirectory } from '../data-directory/data-directory.js';
import { type KeeperFiles, keeperFiles } from '../keeper/keeper-files.js';

/** Where the embedded database keeps what. All paths are absolute. */
export interface DatabaseFiles extends KeeperFiles {
  /** PostgreSQL's own data directory. */
  readonly cluster: string;
  readonly postgresLog: string;
  readonly passwordFile: string;
}

/** The superuser and the database of the embedded server. */
export const DATABASE_USER = 'quench';
export const DATABASE_NAME = 'quench';
export const DATABASE_HOST = '127.0.0.1';

export function databaseFiles(directory: DataDirectory): DatabaseFiles {
  const files = keeperFiles(directory, 'database');
  return {
    ...files,
    cluster: join(files.folder, 'cluster'),
    postgresLog: join(files.folder, 'postgres.log'),
    passwordFile: directory.secretFile('database-password'),
  };
}
