import { TransientFault } from '@quench/kernel';
import { DataDirectory } from '../data-directory/data-directory.js';
import { dismissKeeper } from '../keeper/dismiss-keeper.js';
import { databaseFiles } from './database-files.js';
import { stopLeftovers } from './leftovers.js';

const TIMEOUT_MS = 60_000;

/**
 * Stops the embedded PostgreSQL of a data directory and its keeper, cleanly, and whatever a killed keeper left running.
 * Those who still use it lose their connections. Where nothing runs it does nothing.
 * @throws TransientFault `database-not-stopped`
 */
export async function stopPostgres(options: { readonly data: string; readonly timeoutMs?: number }): Promise<void> {
  const files = databaseFiles(await DataDirectory.open(options.data));
  const failure = (message: string): TransientFault => new TransientFault('database-not-stopped', message);
  const lock = await dismissKeeper(files, options.timeoutMs ?? TIMEOUT_MS, failure);
  try {
    await stopLeftovers(files.cluster);
  } finally {
    lock.release();
  }
}
