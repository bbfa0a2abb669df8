import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFault } from '@quench/kernel';
import { type FileLock, tryLock, waitForLock } from '../data-directory/file-lock.js';
import { self } from '../data-directory/process-identity.js';
import { type Binaries, binaries } from './binaries.js';
import { prepareCluster } from './cluster.js';
import type { DatabaseFiles } from './database-files.js';
import { freePort } from './free-port.js';
import { type KeeperState, readKeeperState, writeKeeperState } from './keeper-state.js';
import { stopLeftovers } from './leftovers.js';
import { lastLine, logEnd, rotateLog } from './log-lines.js';
import { type Postmaster, startPostmaster } from './postmaster.js';

const STARTS = 5;
/** A database that ran for so long did not fail to start: it counts from one again. */
const SETTLED_MS = 60_000;
/** Before a lock is asked for again whose helper was killed. */
const LOCK_PAUSE_MS = 1_000;

/** Why the database is to stop. */
type Reason = 'unused' | 'told';

/**
 * Runs the database until nobody uses it or the signal says so, starting it again when it is killed. The caller holds
 * the keeper's lock. Ends with the database stopped; a failure is written where users look for it, then thrown.
 */
export async function keep(files: DatabaseFiles, lingerMs: number, told: AbortSignal): Promise<void> {
  const keeper = self();
  let port = (await readKeeperState(files.state))?.port;
  const say = (state: Stage): Promise<void> =>
    writeKeeperState(files.state, { keeper, ...(port === undefined ? {} : { port }), ...state } as KeeperState);
  await say({ phase: 'starting' });
  try {
    await rotateLog(files.postgresLog);
    const programs = await binaries();
    await stopLeftovers(files.cluster);
    await prepareCluster(files, programs);
    const enough = Promise.race([untilUnused(files.usersLock, lingerMs), untilTold(told)]);
    await supervise(files, programs, enough, (state) => {
      if (state.port !== undefined) ({ port } = state);
      return say(state);
    });
    await say({ phase: 'stopped' });
  } catch (fault) {
    await say({ phase: 'failed', reason: (fault as Error).message });
    throw fault;
  }
}

interface Stage {
  readonly phase: KeeperState['phase'];
  readonly port?: number;
  readonly postmaster?: number;
  readonly reason?: string;
}

async function supervise(
  files: DatabaseFiles,
  programs: Binaries,
  enough: Promise<Reason>,
  say: (state: Stage) => Promise<void>,
): Promise<void> {
  for (let start = 1; ; start++) {
    const begin = await logEnd(files.postgresLog);
    const began = Date.now();
    const postmaster = startPostmaster(files, programs, await freePort((await readKeeperState(files.state))?.port));
    const ended = await follow(postmaster, enough, say);
    if (ended === undefined) return;
    if (Date.now() - began > SETTLED_MS) start = 1;
    const line = await lastLine(files.postgresLog, begin);
    if (start >= STARTS || !mayPass(ended, line)) throw new TransientFault('database-not-started', line ?? ended.how);
    await say({ phase: 'starting' });
    await stopLeftovers(files.cluster);
    await sleep(200 * start);
  }
}

interface Ended {
  readonly how: string;
  readonly wasReady: boolean;
}

/** Until the database has been stopped because that was wanted; otherwise how it ended. */
async function follow(
  postmaster: Postmaster,
  enough: Promise<Reason>,
  say: (state: Stage) => Promise<void>,
): Promise<Ended | undefined> {
  const { pid, port } = postmaster;
  let wasReady = false;
  try {
    const exited = postmaster.exited.then((how) => ({ how }));
    const first = await Promise.race([exited, postmaster.ready, enough]);
    if (typeof first === 'object') return { ...first, wasReady };
    wasReady = true;
    if (first === undefined) await say({ phase: 'ready', port, postmaster: pid });
    const last = first ?? (await Promise.race([exited, enough]));
    if (typeof last === 'object') return { ...last, wasReady };
    await say({ phase: 'stopping', port });
    return undefined;
  } finally {
    await postmaster.stop();
  }
}

/** Somebody took the port or killed it, or memory of a killed one is still being given back: another start may do. */
const mayPass = ({ wasReady }: Ended, line: string | undefined): boolean =>
  wasReady ||
  line === undefined ||
  /could not create any TCP\/IP sockets|Address already in use|pre-existing shared memory|lock file .* already exists/i.test(
    line,
  );

/** Resolves with the users' lock held, so that nobody comes in while the database stops; it goes with this process. */
async function untilUnused(usersLock: string, lingerMs: number): Promise<'unused'> {
  let held: FileLock | undefined;
  while (held === undefined) {
    try {
      (await waitForLock(usersLock, 'exclusive', {}))?.release();
      await sleep(lingerMs);
      held = await tryLock(usersLock, 'exclusive');
    } catch (fault) {
      // Its helper was killed, which tells nothing of the users.
      if (!(fault instanceof TransientFault) || fault.code !== 'lock-failed') throw fault;
      await sleep(LOCK_PAUSE_MS);
    }
  }
  return 'unused';
}

const untilTold = (told: AbortSignal): Promise<'told'> =>
  new Promise((resolve) => {
    if (told.aborted) resolve('told');
    told.addEventListener('abort', () => {
      resolve('told');
    });
  });
