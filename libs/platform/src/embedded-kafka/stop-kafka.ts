import { TransientFault } from '@quench/kernel';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectory } from '../data-directory/data-directory.js';
import { dismissKeeper } from '../keeper/dismiss-keeper.js';
import { stopLeftovers } from './broker-data.js';
import { kafkaFiles } from './kafka-files.js';

const TIMEOUT_MS = 120_000;

/**
 * Stops the embedded Kafka of a data directory and its keeper, cleanly, and whatever a killed keeper left running. Those
 * who still use it lose their connections. Where nothing runs it does nothing.
 * @throws TransientFault `broker-not-stopped`
 */
export async function stopKafka(options: { readonly data: string; readonly timeoutMs?: number }): Promise<void> {
  const files = kafkaFiles(await DataDirectory.open(options.data));
  const failure = (message: string): TransientFault => new TransientFault('broker-not-stopped', message);
  const lock = await dismissKeeper(files, options.timeoutMs ?? TIMEOUT_MS, failure);
  try {
    const names = await readdir(files.folder).catch(() => []);
    for (const name of names.filter((name) => name.startsWith('broker-'))) {
      await stopLeftovers(join(files.folder, name));
    }
  } finally {
    lock.release();
  }
}
