import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFault } from '@quench/kernel';
import { DataDirectory } from '../data-directory/data-directory.js';
import { type FileLock, tryLock } from '../data-directory/file-lock.js';
import { isAlive } from '../data-directory/process-identity.js';
import { databaseFiles, type DatabaseFiles } from './database-files.js';
import { readKeeperState } from './keeper-state.js';
import { stopLeftovers } from './leftovers.js';

const STEP_MS = 50;
const TIMEOUT_MS = 60_000;

/**
 * Stops the embedded PostgreSQL of a data directory and its keeper, cleanly, and whatever a killed keeper left running.
 * Those who still use it lose their connections. Where nothing runs it does nothing.
 * @throws TransientFault `database-not-stopped`
 */
export async function stopPostgres(options: { readonly data: string; readonly timeoutMs?: number }): Promise<void> {
  const files = databaseFiles(await DataDirectory.open(options.data));
  const lock = await dismissKeeper(files, options.timeoutMs ?? TIMEOUT_MS);
  try {
    await stopLeftovers(files.cluster);
  } finally {
    lock.release();
  }
}

/** The keeper's lock, once its holder has gone. A keeper that has not said its name yet is asked as soon as it has. */
async function dismissKeeper(files: DatabaseFiles, timeoutMs: number): Promise<FileLock> {
  let asked = 0;
  for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += STEP_MS) {
    const lock = await tryLock(files.keeperLock, 'exclusive');
    if (lock !== undefined) return lock;
    const keeper = (await readKeeperState(files.state))?.keeper;
    if (keeper !== undefined && keeper.pid !== asked && isAlive(keeper)) {
      asked = keeper.pid;
      process.kill(keeper.pid, 'SIGTERM');
    }
    await sleep(STEP_MS);
  }
  throw new TransientFault(
    'database-not-stopped',
    `The keeper of ${files.folder}${asked === 0 ? '' : ` (process ${asked})`} has not ended after ${timeoutMs / 1000} s. See ${files.keeperLog}.`,
  );
}
