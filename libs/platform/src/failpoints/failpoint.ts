import { kill, env, pid } from 'node:process';

/** Places where a test can have the process killed. Each stands where a crash would tell a wrong order apart. */
export type FailPoint =
  | 'before-commit'
  | 'after-commit'
  | 'sequencer-mid-batch'
  | 'queue-claimed'
  | 'queue-before-finish'
  | 'queue-after-finish'
  | 'consumer-before-commit'
  | 'consumer-after-commit'
  | 'build-produced'
  | 'sign-before-push'
  | 'sign-after-push'
  | 'channel-before-move'
  | 'channel-after-move';

let passes = 0;

/**
 * Kills the own process with SIGKILL when `QUENCH_FAILPOINT` names this place: `<name>`, or `<name>:<n>` for the n-th
 * time that it is passed.
 */
export function failpoint(name: FailPoint): void {
  const wanted = env['QUENCH_FAILPOINT'];
  if (wanted === undefined) return;
  const [place, pass = '1'] = wanted.split(':');
  if (place === name && ++passes === Number(pass)) kill(pid, 'SIGKILL');
}
