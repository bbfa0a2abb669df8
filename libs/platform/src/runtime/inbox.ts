import type { Recorded } from '@quench/kernel';
import type { Head } from '@quench/ports';
import { place } from './place.js';

/** Beyond this, delivered events are dropped and pulled later. */
const MAX_EVENTS = 5_000;

/** Delivered events that wait for their turn, in any order of arrival. */
export class Inbox {
  private readonly events = new Map<number, Recorded>();
  private newEpoch = false;

  /** Keeps what the consumer does not have yet. */
  offer(cursor: Head, events: readonly Recorded[]): void {
    for (const event of events) {
      const where = place(cursor, event);
      if (where === 'new-epoch') this.newEpoch = true;
      else if (where !== 'old' && this.events.size < MAX_EVENTS) this.events.set(event.globalSeq, event);
    }
  }

  /** The events that come next, without a hole; at most `limit`. */
  take(cursor: Head, limit: number): readonly Recorded[] {
    // What came before the cursor entered an epoch may be of an older one, and void.
    for (const [seq, { epoch }] of this.events) if (seq <= cursor.seq || epoch < cursor.epoch) this.events.delete(seq);
    const next: Recorded[] = [];
    for (let seq = cursor.seq + 1; next.length < limit; seq++) {
      const event = this.events.get(seq);
      if (event === undefined) break;
      this.events.delete(seq);
      next.push(event);
    }
    return next;
  }

  /** Whether something is missing before what was delivered. */
  lacks(): boolean {
    return this.newEpoch || this.events.size > 0;
  }

  /** Forgets everything, since the pull knows better; answers it for the case that there is no pull. */
  empty(): readonly Recorded[] {
    const events = [...this.events.values()];
    this.events.clear();
    this.newEpoch = false;
    return events;
  }
}
