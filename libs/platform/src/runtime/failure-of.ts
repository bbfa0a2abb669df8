import type { Failure } from '@quench/ports';

const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 300_000;
const MAX_DOUBLINGS = 10;

interface Thrown {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs: number;
}

/**
 * What happens to a work item after an error, by its kind. The only place that maps kinds to the queue. An error may
 * say `retryAfterMs`, below which it is not tried again.
 * @param attempt 1 for the first
 * @param jitter from 0 up to 1, so that what failed together is not tried again together
 */
export function failureOf(error: unknown, attempt: number, jitter: number): Failure {
  const { name, code, message, retryAfterMs } = read(error);
  const reason = `${code}: ${message}`;
  if (name === 'Rejection' || name === 'IntegrityFault') return { then: 'die', reason };
  const doubled = FIRST_BACK_OFF_MS * 2 ** Math.min(attempt - 1, MAX_DOUBLINGS);
  const backOff = Math.min(doubled, MAX_BACK_OFF_MS) * (0.5 + jitter);
  return { then: 'retry', reason, retryAfterMs: Math.round(Math.max(backOff, retryAfterMs * (1 + jitter / 10))) };
}

/** Errors of worker threads and other realms are no instances of our classes: their fields tell. */
function read(error: unknown): Thrown {
  if (typeof error !== 'object' || error === null) {
    return { name: 'Error', code: 'unexpected-error', message: String(error), retryAfterMs: 0 };
  }
  const fields: Partial<Record<'name' | 'code' | 'message' | 'retryAfterMs', unknown>> = error;
  const name = typeof fields.name === 'string' ? fields.name : 'Error';
  const message = typeof fields.message === 'string' ? fields.message : 'no message';
  const ours = name === 'Rejection' || name === 'IntegrityFault' || name === 'TransientFault';
  const code = ours && typeof fields.code === 'string' ? fields.code : 'unexpected-error';
  return {
    name,
    code,
    message: ours ? message : `${name}: ${message}`,
    retryAfterMs: typeof fields.retryAfterMs === 'number' ? fields.retryAfterMs : 0,
  };
}

/** `<code>: <message>` of an error of any kind. */
export const reasonOf = (error: unknown): string => failureOf(error, 1, 0).reason;

/** Whether the world was in the way, so that the same step may succeed later. */
export const isTransient = (error: unknown): boolean => read(error).name === 'TransientFault';

/** Whether a newer version of Quench wrote what this one cannot read. */
export const needsNewerVersion = (error: unknown): boolean => {
  const { name, code } = read(error);
  return name === 'IntegrityFault' && code === 'event-unknown';
};
