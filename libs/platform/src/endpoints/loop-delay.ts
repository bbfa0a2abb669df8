import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Check } from './health.js';

/** A loop that stands still for longer does not keep its leases. */
const MAX_DELAY_MS = 10_000;
const RESOLUTION_MS = 50;
/** Long enough that whoever asks every ten seconds sees a stand-still three times. */
const WINDOW_MS = 30_000;

/**
 * Watches how long the event loop of this process stands still. What it says ends with time and not with being read:
 * anybody may read it.
 */
export class LoopDelay {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer: NodeJS.Timeout;
  private before = 0;

  /** @param windowMs a stand-still is told of for at least so long, and at most twice as long */
  constructor(windowMs = WINDOW_MS) {
    this.histogram.enable();
    this.timer = setInterval(() => {
      this.before = this.histogram.max;
      this.histogram.reset();
    }, windowMs).unref();
  }

  /** The longest stand-still of late. */
  check(): Check {
    const longestMs = Math.round(Math.max(this.before, this.histogram.max) / 1e6);
    return {
      name: 'event-loop',
      ok: longestMs < MAX_DELAY_MS,
      detail: `stood still for at most ${String(longestMs)} ms of late; at most ${String(MAX_DELAY_MS)} are good`,
    };
  }

  close(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }
}
