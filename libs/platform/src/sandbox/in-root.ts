import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 1;

/**
 * The process, once the folder is its root. bubblewrap names it while it still sees the host's, and a program that joins
 * it then stays there; the root is the last thing that it mounts. Undefined when it is gone or the wait is given up.
 */
export async function inRoot(
  pid: number | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const wanted = await stat(folder);
  while (pid !== undefined && !signal.aborted) {
    const seen = await stat(`/proc/${String(pid)}/root/`).catch(() => undefined);
    if (seen?.ino === wanted.ino && seen.dev === wanted.dev) return pid;
    await sleep(LOOK_AGAIN_MS);
  }
  return undefined;
}
