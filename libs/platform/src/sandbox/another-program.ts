import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 1;
/** A process may become the very program that it was. */
const GIVE_UP_MS = 10_000;

/**
 * Resolves once a process runs another program than it did when `begin` was called, or is gone: on a machine that is busy
 * that takes its time. Where nothing can be seen of it, or for too long nothing else, it is not waited for.
 */
export async function anotherProgram(pid: number, begin: () => void): Promise<void> {
  const before = await programOf(pid);
  begin();
  if (before === undefined) return;
  const giveUp = performance.now() + GIVE_UP_MS;
  while ((await programOf(pid)) === before && performance.now() < giveUp) await sleep(LOOK_AGAIN_MS);
}

/** The file that a process was started from; undefined when it is gone, or not ours to see. */
const programOf = (pid: number): Promise<string | undefined> =>
  stat(`/proc/${String(pid)}/exe`).then(
    ({ dev, ino }) => `${String(dev)}/${String(ino)}`,
    () => undefined,
  );
