import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { boundLog } from '@quench/platform/keeper';

/** Empties each log of a folder that has grown, as `boundLog` does: those of instances that are gone, too. */
export async function boundLogs(folder: string, maxBytes: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.log')) await boundLog(join(folder, name), maxBytes);
  }
}
