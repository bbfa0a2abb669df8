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

/** Bytes of a socket's path that a kernel takes at least, and that PostgreSQL puts behind the folder. */
const PATH_BYTES = 103;
const NAME_BYTES = '/.s.PGSQL.65535'.length;

/**
 * The folder in which the server listens besides TCP; undefined where its path is too long, or would be taken for several. A
 * statement costs a quarter less through it, and nobody else on the machine can knock there.
 */
export function socketFolder({ folder }: Pick<DatabaseFiles, 'folder'>): string | undefined {
  const isShort = Buffer.byteLength(folder) + NAME_BYTES <= PATH_BYTES;
  return isShort && /^[^",]+$/.test(folder) ? folder : undefined;
}

/** Where the server's socket is, in its folder. */
export const socketName = (port: number): string => `.s.PGSQL.${String(port)}`;

export function databaseFiles(directory: DataDirectory): DatabaseFiles {
  const files = keeperFiles(directory, 'database');
  return {
    ...files,
    cluster: join(files.folder, 'cluster'),
    postgresLog: join(files.folder, 'postgres.log'),
    passwordFile: directory.secretFile('database-password'),
  };
}
