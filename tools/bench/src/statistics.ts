/** The middle of samples, and their ends. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError for no samples */
export function spread(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError('a spread needs a sample');
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? max;
  const lower = sorted[Math.ceil(half) - 1] ?? min;
  return { median: (lower + upper) / 2, min, max };
}

/** Ours over theirs, run by run, so that what both met in a run cancels out. */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): Spread {
  return spread(ours.flatMap((value, run) => (theirs[run] === undefined ? [] : [value / theirs[run]])));
}

/** The value below which a share of the samples lies, 0 to 1. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
