import { readFile } from 'node:fs/promises';
import { replaceFile } from '../data-directory/replace-file.js';
import type { ProcessIdentity } from '../data-directory/process-identity.js';

/**
 * What a keeper says of itself. A hint, not a promise: the keeper may have died since. `ports` are those last used, one
 * for each program, so that a restarted one can be found where it was.
 */
export type KeeperState =
  | {
      readonly phase: 'starting' | 'stopping' | 'stopped';
      readonly keeper: ProcessIdentity;
      readonly ports: readonly number[];
    }
  | ReadyState
  | {
      readonly phase: 'failed';
      readonly keeper: ProcessIdentity;
      readonly ports: readonly number[];
      readonly reason: string;
    };

/** All programs answered when this was said. */
export interface ReadyState {
  readonly phase: 'ready';
  readonly keeper: ProcessIdentity;
  readonly ports: readonly number[];
  /** Process ids, in the order of the ports. */
  readonly pids: readonly number[];
}

/** Undefined when no keeper ever ran here, or what it left cannot be read. */
export async function readKeeperState(path: string): Promise<KeeperState | undefined> {
  try {
    const state = JSON.parse(await readFile(path, 'utf8')) as KeeperState;
    const whole = typeof state.phase === 'string' && typeof state.keeper.pid === 'number' && Array.isArray(state.ports);
    return whole ? state : undefined;
  } catch {
    return undefined;
  }
}

export const writeKeeperState = (path: string, state: KeeperState): Promise<void> =>
  replaceFile(path, JSON.stringify(state));
