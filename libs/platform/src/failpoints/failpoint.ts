import { kill, env, pid } from 'node:process';

/**
 * Places where a test can have the process killed, grouped by what is under way. Each stands where a crash would tell a
 * wrong order apart.
 */
export const FAIL_POINTS = {
  append: ['before-append', 'before-commit', 'after-commit'],
  sequencer: ['sequencer-held', 'sequencer-mid-batch'],
  queue: ['queue-claimed', 'queue-before-finish', 'queue-after-finish', 'queue-failed'],
  effect: ['effect-before-intend', 'effect-intended', 'effect-before-settle', 'effect-settled'],
  consumer: ['consumer-before-commit', 'consumer-after-commit'],
  build: ['content-before-rename', 'content-renamed', 'build-produced'],
  sign: ['sign-before-push', 'sign-after-push'],
} as const;

export type FailPoint = (typeof FAIL_POINTS)[keyof typeof FAIL_POINTS][number];

let passes = 0;

/**
 * Kills the own process with SIGKILL when `QUENCH_FAILPOINT` names this place: `<name>`, `<name>@<subject>` for one kind
 * of work or one consumer only, and either with `:<n>` for the n-th time that it is passed. A third part, `:stop`,
 * freezes the process with SIGSTOP instead, until somebody lets it go on as a zombie.
 */
export function failpoint(name: FailPoint, subject?: string): void {
  const wanted = env['QUENCH_FAILPOINT'];
  if (wanted === undefined) return;
  const [place, pass = '1', how] = wanted.split(':');
  if (place !== name && place !== `${name}@${subject ?? ''}`) return;
  if (++passes === Number(pass)) kill(pid, how === 'stop' ? 'SIGSTOP' : 'SIGKILL');
}
