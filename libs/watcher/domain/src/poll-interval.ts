import { sha256 } from '@quench/kernel';

/** When an archive or a registry is asked again, after an answer or after trouble. */
export interface PollPolicy {
  readonly intervalMs: number;
  /** The longest wait after repeated trouble. */
  readonly maxBackOffMs: number;
}

export const defaultPollPolicy: PollPolicy = { intervalMs: 300_000, maxBackOffMs: 3_600_000 };

/** A registry is asked a question for each package, an archive one for all. */
const PACKAGES_LESS_OFTEN = 6;

/** When a registry is asked for a package again, where archives are asked by a policy. */
export const packagePolicy = ({ intervalMs, maxBackOffMs }: PollPolicy): PollPolicy => ({
  intervalMs: PACKAGES_LESS_OFTEN * intervalMs,
  maxBackOffMs: Math.max(maxBackOffMs, PACKAGES_LESS_OFTEN * intervalMs),
});

/** Up to a tenth more or less, so that many watchers do not ask at once; never sooner than an archive asked for. */
const JITTER = 0.1;

/** What an archive may ask for at most: one answer must not silence the watcher for good. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/**
 * Milliseconds until the next question.
 * @param troubles answers in a row that were trouble; 0 after a good one
 * @param retryAfterMs what the archive asked for, if it did
 * @param seed the same seed gives the same answer
 */
export function nextPollMs(
  policy: PollPolicy,
  input: { readonly troubles: number; readonly retryAfterMs?: number; readonly seed: string },
): number {
  const backedOff = Math.min(policy.intervalMs * 2 ** Math.min(input.troubles, 20), policy.maxBackOffMs);
  const wanted = input.troubles === 0 ? policy.intervalMs : backedOff;
  const fraction = Number.parseInt(sha256(input.seed).slice(-8), 16) / 0xffffffff;
  const spread = wanted * (1 - JITTER + 2 * JITTER * fraction);
  const asked = Math.min(input.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return Math.round(Math.max(spread, asked * (1 + JITTER * fraction)));
}
