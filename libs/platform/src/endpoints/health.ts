import { json, type Endpoint } from './endpoint.js';

/** One thing that a healthy process can say of itself. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong and what to do; for a good one, what was looked at. */
  readonly detail: string;
}

/** What makes a process worth restarting, and what keeps it from doing its work. */
export interface Health {
  /**
   * Only what a restart would mend. Whether the broker or the database answers does not belong here: an outage of
   * theirs would restart everything.
   */
  live(): readonly Check[];
  /** What the process needs to take work. */
  ready(): Promise<readonly Check[]>;
}

/** `GET /health/live` and `GET /health/ready`: 200 when every check is good, else 503; the checks either way. */
export function healthEndpoints(health: Health): readonly Endpoint[] {
  const answers = { 200: 'Every check is good.', 503: 'A check is not; the body says which and what to do.' };
  return [
    {
      path: '/health/live',
      guard: 'public',
      summary: 'Whether the process works; if not, restart it.',
      answers,
      handle: async () => replyOf(health.live()),
    },
    {
      path: '/health/ready',
      guard: 'public',
      summary: 'Whether the process can take work.',
      answers,
      handle: async () => replyOf(await health.ready()),
    },
  ];
}

const replyOf = (checks: readonly Check[]) =>
  json(checks.every(({ ok }) => ok) ? 200 : 503, { ok: checks.every(({ ok }) => ok), checks });
