import type { Acknowledged } from './load.js';

/** Up to which number something had come when it was looked at, in ms since 1970. Later ones have no smaller number. */
export interface Sighting {
  readonly atMs: number;
  readonly seq: number;
}

/**
 * How long after its acknowledgement each event was seen, in ms and in the order of the log.
 * @param numbers of each stream's event
 * @throws RangeError for an event without a number, or one that was not seen
 */
export function latencies(
  events: readonly Acknowledged[],
  numbers: ReadonlyMap<string, number>,
  sightings: readonly Sighting[],
): readonly number[] {
  const numbered = events.map(({ stream, acknowledgedMs }) => {
    const seq = numbers.get(stream);
    if (seq === undefined) throw new RangeError(`${stream} has no number`);
    return { seq, acknowledgedMs };
  });
  let at = 0;
  return numbered
    .sort((a, b) => a.seq - b.seq)
    .map(({ seq, acknowledgedMs }) => {
      while ((sightings[at]?.seq ?? Infinity) < seq) at++;
      const seen = sightings[at];
      if (seen === undefined) throw new RangeError(`number ${String(seq)} was not seen`);
      return seen.atMs - acknowledgedMs;
    });
}

/** When everything up to a number had come. @throws RangeError when it was not seen */
export function seenAt(seq: number, sightings: readonly Sighting[]): number {
  const seen = sightings.find((sighting) => sighting.seq >= seq);
  if (seen === undefined) throw new RangeError(`number ${String(seq)} was not seen`);
  return seen.atMs;
}
