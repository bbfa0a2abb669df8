import { setTimeout as sleep } from 'node:timers/promises';
import { Rejection, TransientFault } from '@quench/kernel';

const LOOK_MS = 1_000;

/** How long, as a person types it, and whom to tell. */
export interface Patience {
  /** Whole seconds. */
  readonly seconds: string;
  readonly note: (line: string) => void;
  readonly everyMs?: number;
  /** Milliseconds on a clock that nobody sets. */
  readonly now?: () => number;
}

/**
 * Tries again while something does not answer that may have been started just before, such as a database.
 * @throws Rejection `option-malformed`; what `work` throws, a TransientFault when the time is over
 */
export async function patiently<T>(
  { seconds, note, everyMs = LOOK_MS, now = () => performance.now() }: Patience,
  work: () => Promise<T>,
): Promise<T> {
  if (!/^\d{1,4}$/.test(seconds)) {
    throw new Rejection('option-malformed', `--wait takes a whole number of seconds up to 9999, not "${seconds}"`);
  }
  const until = now() + Number(seconds) * 1_000;
  for (;;) {
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof TransientFault) || now() >= until) throw fault;
      note(`waiting: ${fault.message}`);
    }
    await sleep(everyMs);
  }
}
