import { QuenchError } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { Stopped } from './stopped.js';

/**
 * 0 well · 1 a check did not hold · 2 the command was wrong · 3 the world was in the way · 4 bytes and claims disagree ·
 * 70 a mistake in Quench · 130 and 143 stopped before the end, by 128 plus the number of the signal as shells count
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70 | 130 | 143;

const KINDS = { Rejection: 2, TransientFault: 3, IntegrityFault: 4 } as const;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** What an error means for whoever called the program. */
export function exitOf(error: unknown): { readonly code: ExitCode; readonly name: string; readonly message: string } {
  if (error instanceof PluginError) {
    return { code: error.code === 'not-authentic' ? 4 : 2, name: error.code, message: error.message };
  }
  if (error instanceof QuenchError) {
    const code = error instanceof Stopped ? SIGNALS[error.signal] : KINDS[error.name];
    return { code, name: error.code, message: error.message };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 70, name: 'bug', message: `This is a mistake in Quench, not in what you did.\n${message}` };
}
