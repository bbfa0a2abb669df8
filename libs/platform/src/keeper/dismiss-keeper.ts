import { setTimeout as sleep } from 'node:timers/promises';
import { type FileLock, tryLock } from '../data-directory/file-lock.js';
import { isAlive } from '../data-directory/process-identity.js';
import type { KeeperFiles } from './keeper-files.js';
import { readKeeperState } from './keeper-state.js';

const STEP_MS = 50;

/**
 * Tells the keeper to stop what it keeps. A keeper that has not said its name yet is asked as soon as it has.
 * @returns the keeper's lock, once its holder has gone
 * @throws what `failure` makes of a sentence that says who has not ended
 */
export async function dismissKeeper(
  files: KeeperFiles,
  timeoutMs: number,
  failure: (message: string) => Error,
): Promise<FileLock> {
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
  throw failure(
    `The keeper of ${files.folder}${asked === 0 ? '' : ` (process ${asked})`} has not ended after ${timeoutMs / 1000} s. See ${files.keeperLog}.`,
  );
}
