/** The promises of a service's store, feed and queue, by number, as the architecture lists them. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8';

/** One broken promise. */
export interface Violation {
  readonly invariant: Invariant;
  readonly problem: 'lost' | 'doubled' | 'wrong';
  /** Which rows or messages show it. */
  readonly evidence: string;
}

export const violation = (invariant: Invariant, problem: Violation['problem'], evidence: string): Violation => ({
  invariant,
  problem,
  evidence,
});

/** Values by key, each key's in the order in which they came. */
export function groups<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = found.get(key);
    if (group === undefined) found.set(key, [value]);
    else group.push(value);
  }
  return found;
}
