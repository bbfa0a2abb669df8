import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { DATABASE_HOST, type DatabaseFiles } from './database-files.js';
import { contained, launchEnvironment } from './launch.js';

/** A postmaster that is our child. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves when it accepts connections; never when it ends first. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, with a word on how. */
  readonly exited: Promise<string>;
  /** Lets it end cleanly; by force when it does not. */
  stop(): Promise<void>;
}

/**
 * Durable, loopback TCP only. Below `log` are the clients' own errors: they get them, and the log keeps what is the
 * server's, so it does not grow with use.
 */
const SETTINGS = [
  `listen_addresses=${DATABASE_HOST}`,
  'unix_socket_directories=',
  'fsync=on',
  'full_page_writes=on',
  'password_encryption=scram-sha-256',
  'logging_collector=off',
  'log_destination=stderr',
  'log_min_messages=log',
  'log_checkpoints=off',
  'log_line_prefix=%m [%p] %b ',
  'timezone=UTC',
  'log_timezone=UTC',
];

/** Fast shutdown, immediate shutdown, none; milliseconds until the next. */
const STOPS = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 60_000 },
] as const;

export function startPostmaster(files: DatabaseFiles, programs: Binaries, port: number): Postmaster {
  const settings = [...SETTINGS, `port=${port}`].flatMap((setting) => ['-c', setting]);
  const [program, ...rest] = contained(
    [programs.postgres, '-D', files.cluster, ...settings],
    process.getuid?.() ?? 0,
    'INT',
  );
  // Its log is a file, not a pipe to us: its last lines are wanted most when we are gone.
  const log = openSync(files.postgresLog, 'a', 0o600);
  const child = spawn(program, rest, {
    cwd: files.folder,
    stdio: ['ignore', log, log],
    env: launchEnvironment(process.env['PATH'] ?? ''),
  });
  closeSync(log);
  const exited = ending(child);
  return {
    pid: child.pid ?? 0,
    port,
    ready: readiness(child, join(files.cluster, 'postmaster.pid')),
    exited,
    stop: () => stop(child, exited),
  };
}

const ending = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (fault) => {
      resolve(fault.message);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `it ended with ${code}` : `it was ended by ${signal}`);
    });
  });

/** The first line of `postmaster.pid` is the process, the eighth says `ready`: what pg_ctl goes by, too. */
async function readiness(child: ChildProcess, pidFile: string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return;
    await sleep(25);
  }
  await new Promise<never>(() => undefined);
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  for (const { signal, waitMs } of STOPS) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill(signal);
    const waiting = new AbortController();
    await Promise.race([exited, sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
    waiting.abort();
  }
}
