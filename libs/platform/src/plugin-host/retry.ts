import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFault } from '@quench/kernel';
import { RegistryThrottled } from '@quench/ports/ecosystems';

/** How often a request is tried. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Before the second attempt; doubled before each further one; a random part of up to the same length is added. */
  readonly delayMs: number;
  /** A registry that asks for a longer wait is not waited for. */
  readonly maxWaitMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 3, delayMs: 250, maxWaitMs: 10_000 };

/**
 * Tries again after a TransientFault, as late as the registry asks.
 * @param wait lets a number of milliseconds pass
 */
export async function withRetry<Result>(
  policy: RetryPolicy,
  attempt: () => Promise<Result>,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Result> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientFault) || count >= policy.attempts) throw error;
      const backOffMs = policy.delayMs * 2 ** (count - 1) * (1 + Math.random());
      const waitMs = Math.max(backOffMs, error instanceof RegistryThrottled ? error.retryAfterMs : 0);
      if (waitMs > policy.maxWaitMs) throw error;
      await wait(waitMs);
    }
  }
}

/**
 * Milliseconds of a Retry-After field: seconds or an HTTP date.
 * @param now milliseconds since 1970
 */
export function retryAfterMs(field: string | undefined, now: number): number | undefined {
  if (field === undefined) return undefined;
  if (/^\d{1,6}$/.test(field.trim())) return Number(field.trim()) * 1000;
  const at = Date.parse(field);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
