import type { Unsequenced } from '../event-store/unsequenced.js';

/**
 * For how long one event has been the first that waits for its number, by one clock of this process: the clock of the
 * database may be another one, and events say when they happened, not when they were appended.
 */
export class WaitingTime {
  private first: string | undefined;
  private sinceMs = 0;

  /** @param nowMs a clock that never goes back */
  constructor(private readonly nowMs: () => number) {}

  /** @returns seconds since the first look that found the same event first; 0 when none waits */
  seconds({ first }: Unsequenced): number {
    if (first === undefined || first !== this.first) this.sinceMs = this.nowMs();
    this.first = first;
    return (this.nowMs() - this.sinceMs) / 1_000;
  }
}
