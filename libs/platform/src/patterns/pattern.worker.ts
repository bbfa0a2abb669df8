import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import type { PatternMatch } from '@quench/ports';
import { errorCode } from '../node-errors/index.js';

/** What the thread is asked. */
export interface PatternQuestion {
  readonly pattern: string;
  readonly text: string;
  readonly timeoutMs: number;
}

/** Only a context of its own has a limit on time, which does not count how long the thread takes to start. */
function match({ pattern, text, timeoutMs }: PatternQuestion): PatternMatch {
  const expression = new RegExp(pattern, 'm');
  try {
    const found: unknown = runInNewContext('expression.test(text)', { expression, text }, { timeout: timeoutMs });
    return found === true ? 'found' : 'absent';
  } catch (fault) {
    if (hasEnded(fault)) return 'given-up';
    throw fault;
  }
}

/** Its time is over, or the stack of what it would come back to is full. */
const hasEnded = (fault: unknown): boolean =>
  fault instanceof RangeError || errorCode(fault) === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

parentPort?.postMessage(match(workerData as PatternQuestion));
