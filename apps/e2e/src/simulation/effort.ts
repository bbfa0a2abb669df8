import type { Faults } from './faults.js';
import type { Timeline } from './timeline.js';

const SLOWEST_MS = 200_000;
/** Between two looks whether it was stopped. */
const LOOK_MS = 20_000;

/** How long the slow part of work takes: in a storm now and then longer than its lease. */
export class Effort {
  constructor(
    private readonly world: {
      readonly timeline: Timeline;
      readonly random: () => number;
      readonly faults: () => Faults;
    },
  ) {}

  /** @throws the reason of `signal` soon after it was aborted */
  async take(aboutMs: number, signal?: AbortSignal): Promise<void> {
    const { timeline, random, faults } = this.world;
    const isSlow = random() < faults().slow;
    for (let left = (isSlow ? SLOWEST_MS : aboutMs) * random(); left > 0; left -= LOOK_MS) {
      await timeline.sleep(Math.min(left, LOOK_MS), 'effort');
      signal?.throwIfAborted();
    }
  }
}
