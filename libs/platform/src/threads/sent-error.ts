import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import { RegistryThrottled } from '@quench/ports/ecosystems';

/** An error on its way between threads: cloning would keep neither its class nor its code. */
export interface SentError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a plugin's error, as `known`. */
  readonly chain: readonly string[];
  readonly known: readonly string[];
  /** Of a registry that asked for fewer requests. */
  readonly retryAfterMs: number | undefined;
}

/** An error as it can be cloned. */
export function sendError(error: unknown): SentError {
  const nothing = { code: '', stack: undefined, chain: [], known: [], retryAfterMs: undefined };
  if (!(error instanceof Error)) return { ...nothing, name: 'Error', message: String(error) };
  return {
    name: error.name,
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    message: error.message,
    stack: error.stack,
    chain: error instanceof PluginError ? error.chain : [],
    known: error instanceof PluginError ? error.known : [],
    retryAfterMs: error instanceof RegistryThrottled ? error.retryAfterMs : undefined,
  };
}

/**
 * The same kind of error with the same code; where it came from is its cause. Anything else is a bug, or comes from the
 * system: it keeps its stack, and its code where it has one.
 */
export function receiveError({ name, code, message, stack, chain, known, retryAfterMs }: SentError): Error {
  const cause = new Error(message);
  if (stack !== undefined) cause.stack = stack;
  switch (name) {
    case 'Rejection':
      return new Rejection(code, message, { cause });
    case 'TransientFault':
      return retryAfterMs === undefined
        ? new TransientFault(code, message, { cause })
        : new RegistryThrottled(message, retryAfterMs);
    case 'IntegrityFault':
      return new IntegrityFault(code, message, { cause });
    case 'PluginError':
      return new PluginError(code as PluginError['code'], message, { cause, chain, known });
    default:
      return code === '' ? cause : Object.assign(cause, { code });
  }
}
