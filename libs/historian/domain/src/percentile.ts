/**
 * The value below or at which a share of all values lies, by nearest rank: always one of the values.
 * @param values at least one, in any order
 * @param share above 0, at most 1
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
