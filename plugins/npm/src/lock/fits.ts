/** What the signs of a pattern mean. */
interface Signs {
  /** Whether a sign stands for any number of things, also none. */
  isStar(sign: string): boolean;
  /** Whether a star may stand for a thing. */
  spans(thing: string): boolean;
  /** Whether another sign stands for a thing. */
  is(sign: string, thing: string): boolean;
}

/**
 * Whether things are what a pattern means, one after the other. All ways are followed at once: for each thing at most every sign
 * is looked at, however many stars there are.
 */
export function fits(pattern: readonly string[], things: readonly string[], { isStar, spans, is }: Signs): boolean {
  const signs = pattern.filter((sign, index) => !isStar(sign) || !isStar(pattern[index - 1] ?? ''));
  /** Where one is with so much of the pattern done: a star may stand for nothing. */
  const at = (done: number): readonly number[] => (isStar(signs[done] ?? '') ? [done, done + 1] : [done]);
  const after = (done: number, thing: string): readonly number[] => {
    const sign = signs[done];
    if (sign === undefined) return [];
    if (isStar(sign)) return spans(thing) ? at(done) : [];
    return is(sign, thing) ? at(done + 1) : [];
  };
  let ways = at(0);
  for (const thing of things) ways = [...new Set(ways.flatMap((done) => after(done, thing)))];
  return ways.includes(signs.length);
}
