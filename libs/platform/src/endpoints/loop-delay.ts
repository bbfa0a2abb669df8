import type { Check } from './health.js';

/** A loop that stands still for longer does not keep its leases. */
const MAX_DELAY_MS = 10_000;
const RESOLUTION_MS = 100;
/** Long enough that whoever asks every ten seconds sees a stand-still three times. */
const WINDOW_MS = 30_000;

/**
 * Watches how long the event loop of this process stands still. What it says ends with time and not with being read:
 * anybody may read it.
 */
export class LoopDelay {
  private readonly timer: NodeJS.Timeout;
  private lookedAt = performance.now();
  private begunAt = this.lookedAt;
  private before = 0;
  private longest = 0;

  /**
   * Node's own histogram of delays loses the stand-still that its reset comes out of.
   * @param windowMs a stand-still is told of for at least so long, and at most twice as long
   */
  constructor(private readonly windowMs = WINDOW_MS) {
    this.timer = setInterval(() => this.look(), RESOLUTION_MS).unref();
  }

  /** The longest stand-still of late. */
  check(): Check {
    const longestMs = Math.round(Math.max(this.before, this.longest));
    return {
      name: 'event-loop',
      ok: longestMs < MAX_DELAY_MS,
      detail: `stood still for at most ${String(longestMs)} ms of late; at most ${String(MAX_DELAY_MS)} are good`,
    };
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = performance.now();
    if (now - this.begunAt > this.windowMs) {
      this.before = this.longest;
      this.longest = 0;
      this.begunAt = now;
    }
    this.longest = Math.max(this.longest, now - this.lookedAt);
    this.lookedAt = now;
  }
}
