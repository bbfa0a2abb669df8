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

interface Simulated {
  readonly timeline: Timeline;
  readonly random: () => number;
}

const real = { setTimeout, clearTimeout, performance, random: Math.random };
let simulated: Simulated | undefined;

/**
 * Gives timers, the monotonic clock and random numbers of the timeline to all code of a life, since loops that wait for
 * nothing but time ask no port for them. Other code keeps the real ones. Answers what ends it.
 */
export function simulateGlobals(timeline: Timeline, random: () => number): () => void {
  // Once for all: Jest keeps everything that was ever a global.
  if (globalThis.setTimeout === real.setTimeout) replaceGlobals();
  simulated = { timeline, random };
  return () => {
    simulated = undefined;
  };
}

function replaceGlobals(): void {
  replace('setTimeout', (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown => {
    const life = simulated?.timeline.life;
    if (simulated === undefined || life === undefined) return real.setTimeout(work, ms, ...args);
    return new SimulatedTimer(simulated.timeline.plan(life, ms, 'timer', () => work(...args)));
  });
  replace('clearTimeout', (timer: unknown): void => {
    if (timer instanceof SimulatedTimer) timer.step.run = undefined;
    else real.clearTimeout(timer as NodeJS.Timeout);
  });
  const now = (): number => (simulated?.timeline.life === undefined ? real.performance.now() : simulated.timeline.now);
  replace('performance', { now });
  Math.random = () => (simulated?.timeline.life === undefined ? real.random() : simulated.random());
}

function replace(name: 'setTimeout' | 'clearTimeout' | 'performance', value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
