/** How many times as long as it worked a loop rests at least: the fuller the machine, the more goes together, and the rest is for others. */
const RESTS = 4;
/** How many come in a second where it is worth waiting for more. */
const WORTH_WAITING_FOR = 8;
/** Over how many milliseconds it is averaged how many come. */
const MEMORY_MS = 1_000;

/** Of one loop. */
interface RestBounds {
  /** In milliseconds, as is `longest`. */
  readonly shortest: number;
  readonly longest: number;
  /** So many are let come, where it is worth waiting. */
  readonly together: number;
}

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
    const { shortest, longest } = this.bounds;
    return Math.min(longest, Math.max(shortest, RESTS * tookMs, this.untilEnough()));
  }

  private untilEnough(): number {
    const perMs = this.came / MEMORY_MS;
    return perMs * 1_000 < WORTH_WAITING_FOR ? 0 : this.bounds.together / perMs;
  }
}
