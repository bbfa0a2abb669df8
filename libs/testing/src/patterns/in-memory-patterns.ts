import { runInNewContext } from 'node:vm';
import { Patterns, type PatternMatch } from '@quench/ports';

/** Looks for patterns in the thread of whoever asks, who waits for it. */
export class InMemoryPatterns extends Patterns {
  override async match(
    pattern: string,
    text: string,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<PatternMatch> {
    const expression = new RegExp(pattern, 'm');
    try {
      return runInNewContext('expression.test(text)', { expression, text }, { timeout: timeoutMs }) === true
        ? 'found'
        : 'absent';
    } catch (fault) {
      if (isTimeout(fault)) return 'given-up';
      throw fault;
    }
  }
}

/** Under Jest the fault is of another realm, and no instance of its `Error`. */
const isTimeout = (fault: unknown): boolean =>
  typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
