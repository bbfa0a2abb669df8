import { Clock } from '@quench/ports';

/** A clock that stands still until it is told to go on. */
export class ManualClock extends Clock {
  private ms: number;

  /** @param at RFC 3339 */
  constructor(at = '2026-01-01T00:00:00.000Z') {
    super();
    this.ms = Date.parse(at);
  }

  override now(): string {
    return new Date(this.ms).toISOString();
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}
