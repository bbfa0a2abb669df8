import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFault } from '@quench/kernel';
import { DataDirectory } from '../data-directory/data-directory.js';
import { type FileLock, tryLock, waitForLock } from '../data-directory/file-lock.js';
import { isAlive } from '../data-directory/process-identity.js';
import { binaries } from './binaries.js';
import { checkVersion } from './cluster.js';
import { tryConnect } from './connect.js';
import { DATABASE_HOST, DATABASE_NAME, DATABASE_USER, databaseFiles, type DatabaseFiles } from './database-files.js';
import { startKeeper } from './keeper-process.js';
import { readKeeperState, type ReadyState } from './keeper-state.js';
import { lastLine, logEnd } from './log-lines.js';
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
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Says that we need it no more. The end of the process says so, too. */
  release(): Promise<void>;
}

const LINGER_MS = 10_000;
const TIMEOUT_MS = 60_000;
const PROGRESS_MS = 5_000;
/** Keepers that one call starts before it gives up: each may be killed under it. */
const KEEPERS = 3;

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
  const wait = new Wait(files, options, await logEnd(files.postgresLog));
  const user = await becomeUser(files, wait);
  try {
    const port = await reach(directory, password, wait, options.lingerMs ?? LINGER_MS);
    const release = (): Promise<void> => Promise.resolve(user.release());
    return { host: DATABASE_HOST, port, user: DATABASE_USER, password, database: DATABASE_NAME, release };
  } catch (fault) {
    user.release();
    throw fault;
  }
}

/** A keeper that is just stopping the database lets nobody in until it has. */
async function becomeUser({ usersLock }: DatabaseFiles, wait: Wait): Promise<FileLock> {
  for (;;) {
    const lock = await waitForLock(usersLock, 'shared', { timeoutMs: Math.min(wait.remainingMs, PROGRESS_MS) });
    if (lock !== undefined) return lock;
    wait.problem = 'its keeper was still stopping it';
    await wait.step();
  }
}

/** Looks for a database that answers, and starts a keeper whenever there is none, until one of both ends this. */
async function reach(directory: DataDirectory, password: string, wait: Wait, lingerMs: number): Promise<number> {
  const { files } = wait;
  for (let started = 0; ;) {
    const state = await readKeeperState(files.state);
    if (state?.phase === 'ready') {
      const problem = await tryState(state, password, files);
      if (problem === undefined) return state.port;
      wait.problem = problem;
    }
    const lock = await tryLock(files.keeperLock, 'exclusive');
    if (lock !== undefined) {
      if (started > 0 && state?.phase === 'failed') throw await fail(lock, wait, 'its keeper gave up');
      if (started === KEEPERS) throw await fail(lock, wait, `${KEEPERS} keepers ended before it was ready`);
      await startKeeper(directory.path, files, lock, lingerMs);
      started += 1;
    }
    await wait.step();
  }
}

/** Why the database of this state cannot be used; undefined when it can. Another one may have its port by now. */
async function tryState(state: ReadyState, password: string, files: DatabaseFiles): Promise<string | undefined> {
  if (!isAlive(state.keeper)) return 'its keeper was killed';
  const problem = await tryConnect(state.port, password, files);
  // A database whose keeper is being killed answers for some milliseconds more.
  return problem ?? (isAlive(state.keeper) ? undefined : 'its keeper was killed');
}

async function fail(lock: FileLock, wait: Wait, reason: string): Promise<TransientFault> {
  lock.release();
  return wait.failure(reason);
}

/** One bounded wait: short steps at first, a line now and then, and an error at the end. */
class Wait {
  problem = 'it has not said that it is ready';
  private readonly since = performance.now();
  private stepMs = 20;
  private nextLineMs = PROGRESS_MS;

  constructor(
    readonly files: DatabaseFiles,
    private readonly options: EnsureOptions,
    private readonly logBegin: number,
  ) {}

  get remainingMs(): number {
    return Math.max(1, this.timeoutMs - (performance.now() - this.since));
  }

  async step(): Promise<void> {
    const waitedMs = performance.now() - this.since;
    const { timeoutMs } = this;
    if (waitedMs >= timeoutMs) throw await this.failure(`after ${timeoutMs / 1000} s, ${this.problem}`);
    if (waitedMs >= this.nextLineMs) {
      this.nextLineMs += PROGRESS_MS;
      const line = (await this.line()) ?? 'it has said nothing yet';
      this.options.log(`Waiting for the database since ${Math.round(waitedMs / 1000)} s: ${line}`);
    }
    await sleep(this.stepMs);
    this.stepMs = Math.min(250, this.stepMs * 1.3);
  }

  async failure(reason: string): Promise<TransientFault> {
    const line = (await this.line()) ?? (await lastLine(this.files.keeperLog)) ?? 'it said nothing';
    const { folder, keeperLog, postgresLog } = this.files;
    return new TransientFault(
      'database-not-started',
      `The database in ${folder} did not start: ${reason}. Its own last line: ${line} ` +
        `(more in ${postgresLog} and ${keeperLog}). ${remedyFor(line)}`,
    );
  }

  private get timeoutMs(): number {
    return this.options.timeoutMs ?? TIMEOUT_MS;
  }

  private line(): Promise<string | undefined> {
    return lastLine(this.files.postgresLog, this.logBegin);
  }
}
