/** Whether a pattern was found, or given up because looking for it took too much time or memory. */
export type PatternMatch = 'found' | 'absent' | 'given-up';

/** Port. Looks for regular expressions that somebody else chose, in texts that somebody else chose. */
export abstract class Patterns {
  /**
   * Looks for a pattern of JavaScript without flags; `^` and `$` are those of each line.
   * @throws SyntaxError for a pattern that is none
   */
  abstract match(pattern: string, text: string, options: { readonly timeoutMs: number }): Promise<PatternMatch>;
}
