import { Patterns } from '@quench/ports';
import { Injectable } from '@nestjs/common';

const MAX_MATCH_MS = 1_000;

/** How the problem begins that no other output than this can mend: matching it again would take as long again. */
export const GIVEN_UP = 'the pattern took too much time or memory';

/** Looks for a definition's regular expressions in what a program wrote. */
@Injectable()
export class OutputPatterns {
  constructor(private readonly patterns: Patterns) {}

  /**
   * The expectation on output that was not met, if any. A pattern that backtracks without end is given up: the program
   * under test chooses what it is matched with.
   */
  async problem(expected: string | undefined, output: string): Promise<string | undefined> {
    if (expected === undefined) return undefined;
    const match = await this.patterns.match(expected, output, { timeoutMs: MAX_MATCH_MS });
    if (match === 'found') return undefined;
    return match === 'absent' ? `the output does not match ${expected}` : `${GIVEN_UP}: ${expected}`;
  }
}
