import type { Costs } from './capacity.js';

/**
 * What the benches measured, in the units of the model. Where each figure comes from is in docs/reference/scaling.md.
 * The machine had two cores, one disk and other work.
 */
export const measured: Costs = {
  stages: [
    { service: 'builder', holdSeconds: 0.6, cpuSeconds: 0.9, places: 1 },
    { service: 'tester', holdSeconds: 4, cpuSeconds: 3, places: 2 },
    { service: 'distributor', holdSeconds: 0.5, cpuSeconds: 0.4, places: 2 },
  ],
  database: { cpuSeconds: 0.2, commits: 60, commitsPerSecond: 400, bytes: 100_000 },
  log: { events: 5, eventsPerSecond: 1_500 },
  roadSeconds: 2,
};
