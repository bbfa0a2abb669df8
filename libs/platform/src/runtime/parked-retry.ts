import type { Feed, Parked } from '@quench/ports';
import type { Digester } from './digester.js';
import type { StepAdapters } from './digest-step.js';
import { isTransient, reasonOf } from './failure-of.js';
import { interest } from './place.js';

const MAX_LISTED = 10_000;

type RetryAdapters = StepAdapters & { readonly feed: Feed };

/**
 * Tries the parked events of a consumer again, each key in order and up to its first failure. Answers how many were
 * digested.
 * @param key of one stream only; all of the consumer's otherwise
 */
export async function retryParked(digester: Digester, adapters: RetryAdapters, key?: string): Promise<number> {
  const mine = (await adapters.parking.list(MAX_LISTED)).filter(
    (entry) =>
      entry.consumer === digester.consumer &&
      entry.producer === digester.producer &&
      (key === undefined || entry.key === key),
  );
  let digested = 0;
  for (const parked of new Set(mine.map((entry) => entry.key))) {
    digested += await retryKey(digester, adapters, parked);
  }
  return digested;
}

/** Until the key is free: what the consumer parks behind the others in the meantime is tried too. */
async function retryKey(digester: Digester, adapters: RetryAdapters, key: string): Promise<number> {
  for (let digested = 0; ;) {
    const before = digested;
    for (const entry of await adapters.parking.entries(digester.consumer, digester.producer, key)) {
      const outcome = await retryOne(digester, adapters, entry);
      if (outcome === 'failed') return digested;
      if (outcome === 'digested') digested++;
    }
    if (digested === before) return digested;
  }
}

/** `gone`: somebody else has released it, and digested it if it was to be. */
type Outcome = 'digested' | 'gone' | 'failed';

async function retryOne(
  digester: Digester,
  { feed, parking, transactor }: RetryAdapters,
  entry: Parked,
): Promise<Outcome> {
  const [event] = await feed.pull(entry.producer, { epoch: entry.epoch, seq: entry.seq - 1 }, 1);
  // A restored producer may have given the number to another event; the consumer has gone back and seen that one.
  // A log that ends before it tells nothing of it: it may be only restored and not yet written to.
  if (event === undefined) return 'failed';
  const isVoid = event.globalSeq !== entry.seq || event.epoch !== entry.epoch;
  if (!isVoid && interest(digester.types, event.type) === 'unknown-version') return 'failed';
  try {
    return await transactor.run(async (tx) => {
      // First, so that of two who try it the second waits here and learns that it is done.
      if (!(await parking.release(entry, tx))) return 'gone';
      if (!isVoid) await digester.digest([event], tx);
      return 'digested';
    });
  } catch (error) {
    if (isTransient(error)) throw error;
    const again = { ...entry, reason: reasonOf(error), attempts: entry.attempts + 1 };
    // Not what somebody else has digested since.
    await transactor.run(async (tx) => ((await parking.release(entry, tx)) ? parking.park(again, tx) : undefined));
    return 'failed';
  }
}
