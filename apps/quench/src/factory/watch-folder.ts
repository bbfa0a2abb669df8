import { watch } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Editors write a file in several steps. */
const SETTLE_MS = 300;

/** Calls `changed` after each change below a folder, one call at a time, until `signal` aborts. */
export async function watchFolder(folder: string, signal: AbortSignal, changed: () => Promise<void>): Promise<void> {
  try {
    const changes = watch(folder, { recursive: true, signal });
    while (!(await changes.next()).done) {
      await sleep(SETTLE_MS, undefined, { signal });
      await changed();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
