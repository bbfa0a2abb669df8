import { Clock } from '@quench/ports';
import type { Timeline } from './timeline.js';

/** The timeline as the world's time. */
export class TimelineClock extends Clock {
  private readonly begin = Date.parse('2026-01-01T00:00:00.000Z');

  constructor(private readonly timeline: Timeline) {
    super();
  }

  override now(): string {
    return new Date(this.begin + Math.floor(this.timeline.now)).toISOString();
  }
}
