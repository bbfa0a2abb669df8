import { QuenchError } from '@quench/kernel';
import { exitCodeOf, type FailureCode } from '@quench/platform/exit-code';
import { PluginError } from '@quench/plugin-sdk';
import { Stopped } from './stopped.js';

/** 0 well · 1 a check did not hold · 130 and 143 stopped before the end, by 128 plus the number of the signal as shells count */
export type ExitCode = 0 | 1 | FailureCode | 130 | 143;

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** What an error means for whoever called the program. */
export function exitOf(error: unknown): { readonly code: ExitCode; readonly name: string; readonly message: string } {
  const code = error instanceof Stopped ? SIGNALS[error.signal] : exitCodeOf(error);
  if (error instanceof PluginError || error instanceof QuenchError)
    return { code, name: error.code, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code, name: 'bug', message: `This is a mistake in Quench, not in what you did.\n${message}` };
}
