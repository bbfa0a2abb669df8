import { setTimeout as sleep } from 'node:timers/promises';

const HANG_MS = 300_000;
const EVERY_MS = 250;

/**
 * Asks until there is an answer. The bound is for hangs only.
 * @param what said, with the last failure, when there never was one
 */
export async function waitFor<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  let failure: unknown;
  for (const from = performance.now(); performance.now() - from < HANG_MS; await sleep(EVERY_MS)) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      failure = error;
    }
  }
  throw new Error(`Waited ${String(HANG_MS)} ms in vain for ${what}`, { cause: failure });
}
