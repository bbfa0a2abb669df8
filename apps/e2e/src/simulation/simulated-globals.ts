import type { Step, Timeline } from './timeline.js';

/** What a life gets for a timer. */
class SimulatedTimer {
  constructor(readonly step: Step) {}

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

type Names = 'setTimeout' | 'clearTimeout' | 'performance';

/**
 * Gives timers, the monotonic clock and random numbers of the timeline to all code of a life, since loops that wait for
 * nothing but time ask no port for them. Other code keeps the real ones. Answers what ends it.
 */
export function simulateGlobals(timeline: Timeline, random: () => number): () => void {
  const real: Pick<typeof globalThis, Names> = { setTimeout, clearTimeout, performance };
  const realRandom = Math.random;
  const later = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown => {
    const { life } = timeline;
    if (life === undefined) return real.setTimeout(work, ms, ...args);
    return new SimulatedTimer(timeline.plan(life, ms, 'timer', () => work(...args)));
  };
  const cancel = (timer: unknown): void => {
    if (timer instanceof SimulatedTimer) timer.step.run = undefined;
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  const now = (): number => (timeline.life === undefined ? real.performance.now() : timeline.now);
  replace('setTimeout', later);
  replace('clearTimeout', cancel);
  replace('performance', { now });
  Math.random = () => (timeline.life === undefined ? realRandom() : random());
  return () => {
    for (const name of ['setTimeout', 'clearTimeout', 'performance'] as const) replace(name, real[name]);
    Math.random = realRandom;
  };
}

function replace(name: Names, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
