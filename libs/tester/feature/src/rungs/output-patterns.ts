import { runInNewContext } from 'node:vm';
import { Injectable } from '@nestjs/common';

const MAX_MATCH_MS = 1_000;

/** How the problem begins that no other output than this can mend: matching it again would take as long again. */
export const TOO_LONG = 'the pattern took too long';

/** Looks for a definition's regular expressions in what a program wrote. */
@Injectable()
export class OutputPatterns {
  /**
   * The expectation on output that was not met, if any. A pattern that backtracks without end is stopped: the program
   * under test chooses what it is matched with.
   */
  problem(expected: string | undefined, output: string): string | undefined {
    if (expected === undefined) return undefined;
    try {
      return matches(expected, output) ? undefined : `the output does not match ${expected}`;
    } catch (fault) {
      if (!isTimeout(fault)) throw fault;
      return `${TOO_LONG}: ${expected}`;
    }
  }
}

/** Only a context of its own has a limit on time; it holds neither anything of this process nor code of the program's. */
const matches = (pattern: string, text: string): unknown =>
  runInNewContext("new RegExp(pattern, 'm').test(text)", { pattern, text }, { timeout: MAX_MATCH_MS });

const isTimeout = (fault: unknown): boolean =>
  typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
