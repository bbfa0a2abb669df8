import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TransientFault } from '@quench/kernel';
import { stopProcessesIn } from '../keeper/leftovers.js';

/** Fast shutdown, then immediate shutdown, then none at all, and how long each may take. */
const MEANS = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/**
 * Stops what a killed keeper or postmaster left running, and removes the `postmaster.pid` of a postmaster that is gone.
 * The caller must hold the keeper's lock.
 * @throws TransientFault `database-leftovers`
 */
export async function stopLeftovers(cluster: string): Promise<void> {
  const left = await stopProcessesIn(cluster, MEANS);
  if (left.length > 0) {
    throw new TransientFault('database-leftovers', `Processes ${left.join(', ')} still work in ${cluster}. Stop them.`);
  }
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}
