import { restAfter, type RestBounds } from './rest.js';

/** So many are let come together, */
const TOGETHER = 16;
/** where at least so many come within the longest rest: for fewer it is not worth waiting. */
const WORTH_WAITING_FOR = 4;
/** Over how many milliseconds it is averaged how many come. */
const MEMORY_MS = 1_000;

/**
 * For how long a loop rests that takes all that there is. A transaction costs nearly the same for one event as for many:
 * the faster they come, the more go together, and where few come nobody waits for more.
 */
export class Pace {
  /** How many came of late, those of longer ago counting for less. */
  private came = 0;
  private at = Number.NEGATIVE_INFINITY;

  constructor(private readonly bounds: RestBounds) {}

  /**
   * Milliseconds.
   * @param count how many were taken
   * @param tookMs how long that was
   */
  restAfter(count: number, tookMs: number): number {
    const now = performance.now();
    this.came = this.came * Math.exp((this.at - now) / MEMORY_MS) + count;
    this.at = now;
    return Math.max(restAfter(tookMs, this.bounds), this.untilEnough());
  }

  private untilEnough(): number {
    const perMs = this.came / MEMORY_MS;
    const { longest } = this.bounds;
    return perMs * longest < WORTH_WAITING_FOR ? 0 : Math.min(longest, TOGETHER / perMs);
  }
}
