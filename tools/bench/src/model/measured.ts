import type { Costs } from './capacity.js';

/**
 * What the benches measured, in the units of the model. Where each figure comes from is in docs/reference/scaling.md.
 * The machine had two cores, one disk and other work.
 */
export const measured: Costs = {
  stages: [
    { service: 'builder', holdSeconds: 1.7, cpuSeconds: 1.7, places: 1 },
    { service: 'tester', holdSeconds: 5.2, cpuSeconds: 1.9, places: 2 },
    { service: 'distributor', holdSeconds: 0.5, cpuSeconds: 0.2, places: 2 },
  ],
  database: { cpuSeconds: 0.11, commits: 60, commitsPerSecond: 1_900, bytes: 99_000 },
  log: { events: 4.7, eventsPerSecond: 1_500 },
  roadSeconds: 2,
};
