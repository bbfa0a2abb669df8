import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Check } from './health.js';

/** A loop that stands still for longer does not keep its leases. */
const MAX_DELAY_MS = 10_000;
const RESOLUTION_MS = 50;

/** Watches how long the event loop of this process stands still. */
export class LoopDelay {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.histogram.enable();
  }

  /** The longest stand-still since the last look. */
  check(): Check {
    const longestMs = Math.round(this.histogram.max / 1e6);
    this.histogram.reset();
    return {
      name: 'event-loop',
      ok: longestMs < MAX_DELAY_MS,
      detail: `stood still for at most ${String(longestMs)} ms since the last look; at most ${String(MAX_DELAY_MS)} are good`,
    };
  }

  close(): void {
    this.histogram.disable();
  }
}
