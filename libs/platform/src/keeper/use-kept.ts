import { type FileLock, tryLock, waitForLock } from '../data-directory/file-lock.js';
import { isAlive } from '../data-directory/process-identity.js';
import type { KeeperFiles } from './keeper-files.js';
import { type KeeperProgram, startKeeper } from './keeper-process.js';
import { readKeeperState, type ReadyState } from './keeper-state.js';
import { PROGRESS_MS, Wait, type WaitOptions } from './wait.js';

/** Keepers that one call starts before it gives up: each may be killed under it. */
const KEEPERS = 3;

/** What is needed of a keeper. */
export interface Need {
  readonly files: KeeperFiles;
  readonly keeper: KeeperProgram;
  readonly wait: WaitOptions;
  /** Why the programs of this state cannot be used; undefined when they can. */
  tryUse(state: ReadyState): Promise<string | undefined>;
}

/** What runs and stays while this is held. */
export interface Kept {
  /** In the order of the keeper's charges. */
  readonly ports: readonly number[];
  release(): void;
}

/**
 * Makes sure that what a keeper keeps runs, and keeps it running until `release`. It belongs to a process that outlives
 * us: whoever comes first starts it, whoever comes later uses it, and it stops when nobody has held it for a while. A
 * killed keeper is replaced by the next call.
 * @throws the wait's failure
 */
export async function useKept(need: Need): Promise<Kept> {
  const wait = new Wait(need.wait);
  const user = await becomeUser(need.files, wait);
  try {
    const ports = await reach(need, wait);
    return {
      ports,
      release: () => {
        user.release();
      },
    };
  } catch (fault) {
    user.release();
    throw fault;
  }
}

/** A keeper that is just stopping lets nobody in until it has. */
async function becomeUser({ usersLock }: KeeperFiles, wait: Wait): Promise<FileLock> {
  for (;;) {
    const lock = await waitForLock(usersLock, 'shared', { timeoutMs: Math.min(wait.remainingMs, PROGRESS_MS) });
    if (lock !== undefined) return lock;
    wait.problem = 'its keeper was still stopping it';
    await wait.step();
  }
}

/** Looks for programs that answer, and starts a keeper whenever there is none, until one of both ends this. */
async function reach(need: Need, wait: Wait): Promise<readonly number[]> {
  const { files, keeper } = need;
  for (let started = 0; ;) {
    const state = await readKeeperState(files.state);
    if (state?.phase === 'ready') {
      const problem = await tryState(state, need);
      if (problem === undefined) return state.ports;
      wait.problem = problem;
    }
    const lock = await tryLock(files.keeperLock, 'exclusive');
    if (lock !== undefined) {
      if (started > 0 && state?.phase === 'failed') throw await fail(lock, wait, 'its keeper gave up');
      if (started === KEEPERS) throw await fail(lock, wait, `${KEEPERS} keepers ended before it was ready`);
      await startKeeper(keeper, files, lock);
      started += 1;
    }
    await wait.step();
  }
}

/** Another program may have the ports by now. */
async function tryState(state: ReadyState, need: Need): Promise<string | undefined> {
  if (!isAlive(state.keeper)) return 'its keeper was killed';
  const problem = await need.tryUse(state);
  // A program whose keeper is being killed answers for some milliseconds more.
  return problem ?? (isAlive(state.keeper) ? undefined : 'its keeper was killed');
}

async function fail(lock: FileLock, wait: Wait, reason: string): Promise<Error> {
  lock.release();
  return wait.failure(reason);
}
