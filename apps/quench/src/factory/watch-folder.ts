import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A catalog is a few files: looking at them costs less than the notices of the kernel that get lost. */
const EVERY_MS = 3_000;
/** Editors write a file in several steps: it is read when two looks, this far apart, saw the same. */
const SETTLE_MS = 1_000;

/**
 * Calls `changed` once at the start, then after changes below a folder, one call at a time, until `signal` aborts. Hidden
 * files are passed over.
 */
export async function watchFolder(folder: string, signal: AbortSignal, changed: () => Promise<void>): Promise<void> {
  let applied: string | undefined;
  let seen = '';
  while (!signal.aborted) {
    await sleep(seen === applied ? EVERY_MS : SETTLE_MS, undefined, { signal }).catch(() => undefined);
    const now = await look(folder);
    if (!signal.aborted && now !== applied && now === seen) {
      applied = now;
      await changed();
    }
    seen = now;
  }
}

/** Names, sizes and times of what is below a folder, as one text. */
async function look(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const shown = entries.filter((entry) => !entry.split('/').some((part) => part.startsWith('.'))).sort();
  const lines = await Promise.all(
    shown.map(async (entry) => {
      const found = await stat(join(folder, entry)).catch(() => undefined);
      return found === undefined ? '' : `${entry} ${String(found.size)} ${String(found.mtimeMs)} ${String(found.ino)}`;
    }),
  );
  return lines.join('\n');
}
