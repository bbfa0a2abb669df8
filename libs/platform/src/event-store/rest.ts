/** How many times as long as it worked a loop rests: the fuller the machine, the more goes together, and the rest is for others. */
const RESTS = 4;

/** In milliseconds. */
export interface RestBounds {
  readonly shortest: number;
  readonly longest: number;
}

/** For how many milliseconds a loop rests whose last work took so long. */
export const restAfter = (tookMs: number, { shortest, longest }: RestBounds): number =>
  Math.min(longest, Math.max(shortest, RESTS * tookMs));
