import type { UpdateDecision } from './decide-update.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A release that a platform cannot have, since its registry lists it and has no file of it. */
export interface MissingRelease {
  /** With its version. */
  readonly purl: string;
  readonly platform: string;
  /** Since when it could have been had, and now; RFC 3339. */
  readonly since: string;
  readonly now: string;
}

/** It waits for as long again as it has been missing: a mirror is behind for minutes, or has lost a file for good. */
export function judgeMissing({
  purl,
  platform,
  since,
  now,
}: MissingRelease): UpdateDecision & { readonly kind: 'wait' } {
  const missingMs = Date.parse(now) - Date.parse(since);
  const waitMs = Math.min(Math.max(missingMs, HOUR_MS), DAY_MS);
  const until = new Date(Date.parse(now) + waitMs).toISOString();
  return { kind: 'wait', rule: `missing file: ${purl} for ${platform}`, until };
}
