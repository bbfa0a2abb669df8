import { constants } from 'node:os';

/**
 * Signals that can end PID 1 of a namespace: SIGKILL from outside and the ones that the kernel forces on a process for
 * its own faults. All others it either handles or never sees, so 128 + their number is the program's own exit code.
 */
const ENDING = ['SIGKILL', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGSYS'] as const;

/** What bubblewrap's exit code says about the program that it ran as PID 1: it folds a signal into 128 + its number. */
export function exitOfInit(code: number): { readonly code: number | undefined; readonly signal: string | undefined } {
  const signal = ENDING.find((name) => code === 128 + constants.signals[name]);
  return signal === undefined ? { code, signal: undefined } : { code: undefined, signal };
}
