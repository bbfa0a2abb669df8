import { setTimeout as sleep } from 'node:timers/promises';
import { env } from 'node:process';
import { it } from '@jest/globals';

/** Whether the faults that take minutes are wanted, too. */
export const isLong = env['QUENCH_FAULTS'] === '1';

/** How long a fault lasts. */
export const FAULT_MS = isLong ? 60_000 : 3_000;

/** Of one test, whatever happens in it. */
export const HANG_MS = 480_000;

/** Does it again and again for as long as a fault lasts. */
export async function again(everyMs: number, what: () => unknown): Promise<void> {
  for (const from = performance.now(); performance.now() - from < FAULT_MS;) {
    await what();
    await sleep(everyMs);
  }
}

/** Declares a trial that takes minutes. It is one of the long form only, as the table of faults says. */
export function whenLong(title: string, body: () => Promise<void>): void {
  if (isLong) it(title, body, 2 * HANG_MS);
}
