import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogWords } from '../keeper/log-lines.js';
import { type Program, startProgram } from '../keeper/program.js';
import type { Binaries } from './binaries.js';
import { DATABASE_HOST, socketFolder, type DatabaseFiles } from './database-files.js';

/**
 * Durable, loopback only, and small: the machine has other things to do than to cache what its own page cache holds,
 * or to keep processes for replication and asynchronous reads that nobody asks for. Below `log` are the clients' own errors: they get them, and the log keeps what is the
 * server's, so it does not grow with use.
 */
const SETTINGS = [
  `listen_addresses=${DATABASE_HOST}`,
  'fsync=on',
  'full_page_writes=on',
  'shared_buffers=64MB',
  'io_method=sync',
  'max_logical_replication_workers=0',
  'password_encryption=scram-sha-256',
  'logging_collector=off',
  'log_destination=stderr',
  'log_min_messages=log',
  'log_checkpoints=off',
  'log_line_prefix=%m [%p] %b ',
  'timezone=UTC',
  'log_timezone=UTC',
];

/** A refused client is not news of the server; `%b` in the log's prefix tells them apart. */
export const POSTGRES_WORDS: LogWords = { foreign: /client backend/, fatal: [/\b(FATAL|PANIC):/] };

/** Fast shutdown, immediate shutdown, none; milliseconds until the next. */
const MEANS = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 60_000 },
] as const;

/** Starts PostgreSQL as our child. */
export function startPostmaster(files: DatabaseFiles, programs: Binaries, port: number): Program {
  const where = [`port=${port}`, `unix_socket_directories=${socketFolder(files) ?? ''}`];
  const settings = [...SETTINGS, ...where].flatMap((setting) => ['-c', setting]);
  return startProgram({
    command: [programs.postgres, '-D', files.cluster, ...settings],
    folder: files.folder,
    log: files.postgresLog,
    port,
    deathSignal: 'INT',
    isReady: (pid) => isReady(pid, join(files.cluster, 'postmaster.pid')),
    means: MEANS,
  });
}

/** The first line of `postmaster.pid` is the process, the eighth says `ready`: what pg_ctl goes by, too. */
async function isReady(pid: number, pidFile: string): Promise<boolean> {
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}
