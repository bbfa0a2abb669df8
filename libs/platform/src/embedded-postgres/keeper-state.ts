import { readFile } from 'node:fs/promises';
import { replaceFile } from '../data-directory/data-directory.js';
import type { ProcessIdentity } from '../data-directory/process-identity.js';

/**
 * What a keeper says of itself. A hint, not a promise: the keeper may have died since. `port` is the one last used, so
 * that a restarted database can be found where it was.
 */
export type KeeperState =
  | { readonly phase: 'starting' | 'stopping' | 'stopped'; readonly keeper: ProcessIdentity; readonly port?: number }
  | ReadyState
  | { readonly phase: 'failed'; readonly keeper: ProcessIdentity; readonly port?: number; readonly reason: string };

/** The database accepted connections when this was said. */
export interface ReadyState {
  readonly phase: 'ready';
  readonly keeper: ProcessIdentity;
  readonly port: number;
  /** Process id. */
  readonly postmaster: number;
}

/** Undefined when no keeper ever ran here, or what it left cannot be read. */
export async function readKeeperState(path: string): Promise<KeeperState | undefined> {
  try {
    const state = JSON.parse(await readFile(path, 'utf8')) as KeeperState;
    return typeof state.phase === 'string' && typeof state.keeper.pid === 'number' ? state : undefined;
  } catch {
    return undefined;
  }
}

export const writeKeeperState = (path: string, state: KeeperState): Promise<void> =>
  replaceFile(path, JSON.stringify(state));
