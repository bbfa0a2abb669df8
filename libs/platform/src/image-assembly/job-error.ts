import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';

/** An error on its way between threads: cloning would keep neither its class nor its code. */
export interface SentError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', code: '', message: String(error), stack: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, code, message: error.message, stack: error.stack };
}

/** The same kind of error with the same code; where it came from is its cause. Anything else is a bug and keeps its stack. */
export function receiveError({ name, code, message, stack }: SentError): Error {
  const cause = new Error(message);
  if (stack !== undefined) cause.stack = stack;
  switch (name) {
    case 'Rejection':
      return new Rejection(code, message, { cause });
    case 'TransientFault':
      return new TransientFault(code, message, { cause });
    case 'IntegrityFault':
      return new IntegrityFault(code, message, { cause });
    case 'PluginError':
      return new PluginError(code as PluginError['code'], message, { cause });
    default:
      return cause;
  }
}
