import type { Recorded } from '@quench/kernel';
import { RANGE_BYTES, type Head } from '@quench/ports';
import { place } from './place.js';

/** Beyond this, delivered events are dropped and pulled later. */
const MAX_EVENTS = 5_000;
/** Of their data. */
const MAX_CHARACTERS = 8 * RANGE_BYTES;

/** The same event is offered to every consumer, and to one that lets more come again and again. */
const lengths = new WeakMap<Recorded, number>();

/** Delivered events that wait for their turn, in any order of arrival. */
export class Inbox {
  private readonly events = new Map<number, Recorded>();
  private characters = 0;
  private newEpoch = false;

  /** Keeps what the consumer does not have yet. */
  offer(cursor: Head, events: readonly Recorded[]): void {
    for (const event of events) {
      const where = place(cursor, event);
      if (where === 'new-epoch') this.newEpoch = true;
      else if (where !== 'old') this.keep(event);
    }
  }

  /** The events that come next, without a hole; at most `limit`. */
  take(cursor: Head, limit: number): readonly Recorded[] {
    // What came before the cursor entered an epoch may be of an older one, and void.
    for (const [seq, { epoch }] of this.events) if (seq <= cursor.seq || epoch < cursor.epoch) this.remove(seq);
    const next: Recorded[] = [];
    for (let seq = cursor.seq + 1; next.length < limit; seq++) {
      const event = this.remove(seq);
      if (event === undefined) break;
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
    this.characters = 0;
    this.newEpoch = false;
    return events;
  }

  private keep(event: Recorded): void {
    if (this.events.size >= MAX_EVENTS || this.characters >= MAX_CHARACTERS) return;
    this.remove(event.globalSeq);
    this.events.set(event.globalSeq, event);
    this.characters += lengthOf(event);
  }

  private remove(seq: number): Recorded | undefined {
    const event = this.events.get(seq);
    if (event === undefined) return undefined;
    this.events.delete(seq);
    this.characters -= lengthOf(event);
    return event;
  }
}

function lengthOf(event: Recorded): number {
  const known = lengths.get(event);
  if (known !== undefined) return known;
  const length = JSON.stringify(event.data).length;
  lengths.set(event, length);
  return length;
}
