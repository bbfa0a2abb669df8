import { QuenchError } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';

/** 0 well · 1 a check did not hold · 2 the command was wrong · 3 the world was in the way · 4 bytes and claims disagree */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70;

/** What an error means for whoever called the program. */
export function exitOf(error: unknown): { readonly code: ExitCode; readonly name: string; readonly message: string } {
  if (error instanceof PluginError) {
    return { code: error.code === 'not-authentic' ? 4 : 2, name: error.code, message: error.message };
  }
  if (error instanceof QuenchError) {
    const code = { Rejection: 2, TransientFault: 3, IntegrityFault: 4 } as const;
    return { code: code[error.name], name: error.code, message: error.message };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 70, name: 'bug', message: `This is a mistake in Quench, not in what you did.\n${message}` };
}
