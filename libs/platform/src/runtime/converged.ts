import type { ServiceRuntime } from './service-runtime.js';
import { until } from './until.js';

const POLL_MS = 100;

/** What is asked of a service. */
export type Busy = Pick<ServiceRuntime, 'activity' | 'works' | 'idle'>;

const activityOf = (runtimes: readonly Busy[]): number => runtimes.reduce((sum, runtime) => sum + runtime.activity, 0);

/** Whether all services are idle, and nothing happened in any of them while they were asked. */
export async function converged(runtimes: readonly Busy[]): Promise<boolean> {
  const before = activityOf(runtimes);
  for (const runtime of runtimes) if (await runtime.works()) return false;
  // Twice: the last one asked may have given work to the first one.
  for (const runtime of [...runtimes, ...runtimes]) if (!(await runtime.idle())) return false;
  return activityOf(runtimes) === before;
}

/** Resolves when they are. While something happens it asks nothing: the questions would cost as much as the work. */
export function untilConverged(runtimes: readonly Busy[], signal: AbortSignal): Promise<void> {
  let seen = activityOf(runtimes);
  const isQuiet = (): boolean => {
    const before = seen;
    seen = activityOf(runtimes);
    return seen === before;
  };
  return until(async () => isQuiet() && (await converged(runtimes)), signal, POLL_MS);
}
