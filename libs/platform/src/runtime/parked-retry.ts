import type { Feed, Parked } from '@quench/ports';
import type { Digester } from './digester.js';
import type { StepAdapters } from './digest-step.js';
import { isTransient, reasonOf } from './failure-of.js';
import { interest } from './place.js';

const MAX_LISTED = 10_000;

/**
 * Tries the parked events of a consumer again, each key in order and up to its first failure. Answers how many were
 * digested.
 * @param key of one stream only; all of the consumer's otherwise
 */
export async function retryParked(
  digester: Digester,
  adapters: StepAdapters & { readonly feed: Feed },
  key?: string,
): Promise<number> {
  const mine = (await adapters.parking.list(MAX_LISTED)).filter(
    (entry) =>
      entry.consumer === digester.consumer &&
      entry.producer === digester.producer &&
      (key === undefined || entry.key === key),
  );
  let digested = 0;
  for (const parked of new Set(mine.map((entry) => entry.key))) {
    for (const entry of await adapters.parking.entries(digester.consumer, digester.producer, parked)) {
      if (!(await retryOne(digester, adapters, entry))) break;
      digested++;
    }
  }
  return digested;
}

async function retryOne(
  digester: Digester,
  { feed, parking, transactor }: StepAdapters & { readonly feed: Feed },
  entry: Parked,
): Promise<boolean> {
  const [event] = await feed.pull(entry.producer, { epoch: entry.epoch, seq: entry.seq - 1 }, 1);
  // A restored producer may have given the number to another event; the consumer has gone back and seen that one.
  const isVoid = event?.globalSeq !== entry.seq || event.epoch !== entry.epoch;
  if (!isVoid && interest(digester.types, event.type) === 'unknown-version') return false;
  try {
    await transactor.run(async (tx) => {
      if (!isVoid) await digester.digest([event], tx);
      await parking.release(entry, tx);
    });
    return true;
  } catch (error) {
    if (isTransient(error)) throw error;
    const again = { ...entry, reason: reasonOf(error), attempts: entry.attempts + 1 };
    await transactor.run((tx) => parking.park(again, tx));
    return false;
  }
}
