import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFault } from '@quench/kernel';
import { type FileLock, tryLock, waitForLock } from '../data-directory/file-lock.js';
import { self } from '../data-directory/process-identity.js';
import type { KeeperFiles } from './keeper-files.js';
import { type KeeperState, readKeeperState, writeKeeperState } from './keeper-state.js';
import type { Program } from './program.js';
import { supervise } from './supervise.js';

/** Before a lock is asked for again whose helper was killed. */
const LOCK_PAUSE_MS = 1_000;

/** A program that a keeper is in charge of. */
export interface Charge {
  /** Starts it, after stopping what an earlier one left. @param port where it was last, if ever */
  start(port: number | undefined): Promise<Program>;
  /** Bytes in its log now. */
  mark(): Promise<number>;
  /** What it last said since the mark that tells most. */
  lastLine(mark: number): Promise<string | undefined>;
  /** Whether another start may do, after a start that ended with this line before the program answered. */
  mayPass(line: string): boolean;
  /** The error for a program that does not start. */
  failure(line: string): Error;
}

/** What a keeper keeps, and for how long after its last user. */
export interface Keeping {
  readonly files: KeeperFiles;
  readonly lingerMs: number;
  /** Makes all that the programs need. @param ports where they were last; may be empty */
  prepare(ports: readonly number[]): Promise<readonly Charge[]>;
}

/**
 * Runs programs until nobody uses them or the signal says so, starting each again when it is killed. The caller holds
 * the keeper's lock. Ends with all of them stopped; a failure is written where users look for it, then thrown.
 */
export async function keep({ files, lingerMs, prepare }: Keeping, told: AbortSignal): Promise<void> {
  const keeper = self();
  let ports = (await readKeeperState(files.state))?.ports ?? [];
  const say = (state: Stage): Promise<void> =>
    writeKeeperState(files.state, { keeper, ports, ...state } as KeeperState);
  await say({ phase: 'starting' });
  try {
    const charges = await prepare(ports);
    const enough = Promise.race([untilUnused(files.usersLock, lingerMs), untilTold(told)]);
    await superviseAll(charges, ports, enough, async (state) => {
      if (state.ports !== undefined) ({ ports } = state);
      await say(state);
    });
    await say({ phase: 'stopped' });
  } catch (fault) {
    await say({ phase: 'failed', reason: (fault as Error).message });
    throw fault;
  }
}

interface Stage {
  readonly phase: KeeperState['phase'];
  readonly ports?: readonly number[];
  readonly pids?: readonly number[];
  readonly reason?: string;
}

/** One for all: a program that cannot be kept running ends the others. */
async function superviseAll(
  charges: readonly Charge[],
  ports: readonly number[],
  enough: Promise<unknown>,
  say: (state: Stage) => Promise<void>,
): Promise<void> {
  const running: (Program | undefined)[] = charges.map(() => undefined);
  const given = new AbortController();
  let said = Promise.resolve();
  const tell = (): Promise<void> => {
    const all = running.filter((program) => program !== undefined);
    const state: Stage =
      all.length === charges.length
        ? { phase: 'ready', ports: all.map(({ port }) => port), pids: all.map(({ pid }) => pid) }
        : { phase: 'starting' };
    return (said = said.then(() => say(state)));
  };
  const stopping = enough.then(async () => {
    await said;
    said = say({ phase: 'stopping' });
    await said;
  });
  const end = Promise.race([stopping, untilTold(given.signal)]);
  const outcomes = await Promise.allSettled(
    charges.map((charge, at) =>
      supervise(charge, ports[at], end, (program) => {
        running[at] = program;
        return tell();
      }).catch((fault: unknown) => {
        given.abort();
        throw fault;
      }),
    ),
  );
  await said;
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Resolves with the users' lock held, so that nobody comes in while the programs stop; it goes with this process. */
async function untilUnused(usersLock: string, lingerMs: number): Promise<void> {
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
}

const untilTold = (told: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (told.aborted) resolve();
    told.addEventListener('abort', () => {
      resolve();
    });
  });
