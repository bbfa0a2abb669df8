import { QuenchError } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';

/** 2 the command was wrong · 3 the world was in the way · 4 bytes and claims disagree · 70 a mistake in Quench */
export type FailureCode = 2 | 3 | 4 | 70;

const KINDS = { Rejection: 2, TransientFault: 3, IntegrityFault: 4 } as const;

/** What an error means for whoever called a program of Quench. */
export function exitCodeOf(error: unknown): FailureCode {
  if (error instanceof PluginError) return error.code === 'not-authentic' ? 4 : 2;
  return error instanceof QuenchError ? KINDS[error.name] : 70;
}
