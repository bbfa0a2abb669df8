import type { Epoch, Head } from './event-store.js';

/**
 * The number after which a consumer that stands at `after` goes on: back before the first number of a newer epoch that
 * it is beyond, since what it saw there was lost with the old database.
 * @param epochs the producer's, oldest first
 */
export function continueAfter(after: Head, epochs: readonly Epoch[]): number {
  const newer = epochs.filter(({ epoch }) => epoch > after.epoch).map(({ firstSeq }) => firstSeq - 1);
  return Math.min(after.seq, ...newer);
}
