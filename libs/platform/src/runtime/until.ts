import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** Asks again and again until it is so, with `everyMs` between. @throws the reason of the signal */
export async function until(isSo: () => Promise<boolean>, signal: AbortSignal, everyMs = POLL_MS): Promise<void> {
  while (!(await isSo())) {
    // What is thrown by itself would be an error of its own, with the reason as its cause.
    await sleep(everyMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
