import type { Recorded } from '@quench/kernel';
import type { Cursor, Cursors } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import type { Digester } from './digester.js';
import { interest } from './place.js';

const LOOK_MS = 100;
/** In this multiple of the grace nobody is waited for again, after it was in vain. */
const PAUSE = 6;

/** The time for which events of versions that are unknown here are left to instances of a newer version. */
export class NewerVersionGrace {
  private readonly bell = new Bell();
  private stopped = false;
  private pauseUntil = 0;

  /** @param graceMs how long they are waited for */
  constructor(
    private readonly digester: Digester,
    private readonly cursors: Cursors,
    private readonly graceMs: number,
  ) {}

  /**
   * Whether an instance, newer or not, has digested events that come after `from`, or this stops: they are not to be
   * parked then. At once false where all of them are known.
   */
  async letOthersTake(events: readonly Recorded[], from: Cursor): Promise<boolean> {
    const { types } = this.digester;
    if (!events.some(({ type }) => interest(types, type) === 'unknown-version')) return false;
    const begun = performance.now();
    if (begun < this.pauseUntil) return false;
    while (!this.stopped && performance.now() - begun < this.graceMs) {
      await this.bell.wait(LOOK_MS);
      const { epoch, seq } = await this.cursors.get(from.consumer, from.producer);
      if (epoch !== from.epoch || seq !== from.seq) return true;
    }
    if (!this.stopped) this.pauseUntil = performance.now() + PAUSE * this.graceMs;
    return this.stopped;
  }

  /** Nobody is waited for any more. */
  stop(): void {
    this.stopped = true;
    this.bell.ring();
  }
}
