import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TransientFault } from '@quench/kernel';
import { DataDirectory } from '../data-directory/data-directory.js';
import { ANY_LINE, lastLine, logEnd } from '../keeper/log-lines.js';
import { useKept } from '../keeper/use-kept.js';
import { unlessMissing } from '../node-errors/index.js';
import type { WaitOptions } from '../keeper/wait.js';
import { binaries } from './binaries.js';
import { checkVersion } from './cluster.js';
import { tryConnect } from './connect.js';
import {
  DATABASE_HOST,
  DATABASE_NAME,
  DATABASE_USER,
  databaseFiles,
  socketFolder,
  socketName,
  type DatabaseFiles,
} from './database-files.js';
import { POSTGRES_WORDS } from './postmaster.js';
import { remedyFor } from './remedy.js';

/** What is needed, and how patiently. */
export interface EnsureOptions {
  /** The data directory; made when missing. */
  readonly data: string;
  /** Called with a line for a person when it takes long. */
  readonly log: (line: string) => void;
  /** How long the keeper keeps the database after its last user, if this call starts the keeper. */
  readonly lingerMs?: number;
  /** After this it is an error. */
  readonly timeoutMs?: number;
}

/** A database that runs and stays while this is held. */
export interface EmbeddedPostgres {
  readonly host: string;
  readonly port: number;
  /** A folder that drivers take as a host, for the same server through a socket; undefined where there is none. */
  readonly socket?: string | undefined;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Says that we need it no more. The end of the process says so, too. */
  release(): Promise<void>;
}

const LINGER_MS = 10_000;
const TIMEOUT_MS = 60_000;
const KEEPER = new URL('./keeper.main', import.meta.url);

/**
 * Makes sure that the embedded PostgreSQL of a data directory runs, and keeps it running until `release`. The database
 * belongs to a keeper, a process that outlives us: whoever comes first starts it, whoever comes later uses it, and it
 * stops the database when nobody has held it for a while. A killed database comes back by itself at the same port if
 * that is still free; a killed keeper is replaced by the next call.
 * @throws TransientFault `database-not-started` with the database's own last line
 * @throws Rejection `database-version-unknown`, `database-binaries-missing`, `database-password-wrong`,
 * `data-directory-unusable`, `host-tool-missing`
 */
export async function ensurePostgres(options: EnsureOptions): Promise<EmbeddedPostgres> {
  const directory = await DataDirectory.open(options.data);
  const files = databaseFiles(directory);
  await checkVersion(files, await binaries());
  const { value: password } = await directory.secret('database-password');
  const kept = await useKept({
    files,
    keeper: { module: KEEPER, parameters: [directory.path, String(options.lingerMs ?? LINGER_MS)] },
    wait: waitOptions(files, options, await logEnd(files.postgresLog)),
    tryUse: ({ ports: [port = 0] }) => tryConnect(port, password, files),
  });
  const [port = 0] = kept.ports;
  const release = (): Promise<void> => Promise.resolve(kept.release());
  const socket = await socketOf(files, port);
  return { host: DATABASE_HOST, port, socket, user: DATABASE_USER, password, database: DATABASE_NAME, release };
}

/** A keeper of an older version opens none. */
async function socketOf(files: DatabaseFiles, port: number): Promise<string | undefined> {
  const folder = socketFolder(files);
  if (folder === undefined) return undefined;
  const found = await stat(join(folder, socketName(port))).catch(unlessMissing);
  return found?.isSocket() === true ? folder : undefined;
}

function waitOptions(files: DatabaseFiles, { log, timeoutMs }: EnsureOptions, logBegin: number): WaitOptions {
  const ownLine = (): Promise<string | undefined> => lastLine(files.postgresLog, POSTGRES_WORDS, logBegin);
  return {
    what: 'the database',
    timeoutMs: timeoutMs ?? TIMEOUT_MS,
    log,
    lastLine: ownLine,
    failure: async (reason) => {
      const line = (await ownLine()) ?? (await lastLine(files.keeperLog, ANY_LINE)) ?? 'it said nothing';
      return new TransientFault(
        'database-not-started',
        `The database in ${files.folder} did not start: ${reason}. Its own last line: ${line} ` +
          `(more in ${files.postgresLog} and ${files.keeperLog}). ${remedyFor(line)}`,
      );
    },
  };
}
