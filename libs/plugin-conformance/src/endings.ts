import { PluginError, type PluginErrorCode } from '@quench/plugin-sdk';
import { NothingToTry } from './nothing-to-try.js';

/** How a question to a plugin ended. */
export type Ending<Answer = unknown> =
  | { readonly type: 'answered'; readonly answer: Answer }
  | { readonly type: 'refused'; readonly error: PluginError }
  /** By something that is no error of a plugin. */
  | { readonly type: 'failed'; readonly error: unknown };

/** Asks, and takes every ending for one. @throws NothingToTry that was met on the way */
export async function endingOf<Answer>(ask: () => Answer | Promise<Answer>): Promise<Ending<Answer>> {
  try {
    return { type: 'answered', answer: await ask() };
  } catch (error) {
    if (error instanceof NothingToTry) throw error;
    return error instanceof PluginError ? { type: 'refused', error } : { type: 'failed', error };
  }
}

/** An ending in words. */
export function told(ending: Ending): string {
  if (ending.type === 'answered') return 'an answer';
  return ending.type === 'refused' ? ending.error.code : `not a PluginError: ${String(ending.error)}`;
}

/** Why an ending is not one of the given refusals; undefined when it is. */
export async function unlessRefused(
  ask: () => unknown,
  ...codes: readonly PluginErrorCode[]
): Promise<string | undefined> {
  const ending = await endingOf(ask);
  if (ending.type === 'refused' && codes.includes(ending.error.code)) return undefined;
  return `expected ${codes.join(' or ')}, got ${told(ending)}`;
}

/** Why an ending is neither an answer nor one of the given refusals; undefined when it is. */
export async function unlessAnsweredOrRefused(
  ask: () => unknown,
  ...codes: readonly PluginErrorCode[]
): Promise<string | undefined> {
  const ending = await endingOf(ask);
  if (ending.type === 'answered' || (ending.type === 'refused' && codes.includes(ending.error.code))) return undefined;
  return `expected an answer or ${codes.join(' or ')}, got ${told(ending)}`;
}
