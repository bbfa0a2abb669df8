import type { EventLike } from './decider.js';
import type { Recorded } from './recorded.js';

/**
 * A request that something be brought to its desired state. It names the thing, not the change, so that requests for
 * the same thing coalesce; what to do is found out when the work is done.
 */
export interface Wanted {
  /** Which worker does it: `lock`, `build`, `publish` … */
  readonly kind: string;
  /** The natural key of the thing within its kind. */
  readonly key: string;
  /** Higher goes first; 0 is ordinary, `PERSON_PRIORITY` the most. Undefined: as urgent as what led here. */
  readonly priority?: number;
  /** Claims alternate between fair keys of one priority, so that one image cannot starve the others. */
  readonly fairKey?: string;
  /** RFC 3339; not claimed before. */
  readonly notBefore?: string;
}

/** Turns facts into wishes for work. Pure, so that it may run again at any time. */
export interface Reactor<Event extends EventLike = EventLike> {
  /** Stable, kebab-case: it names the cursor and takes part in derived command ids. */
  readonly name: string;
  /** The service whose feed it reads. */
  readonly producer: string;
  /** Event types that it subscribes to; all others are passed over. */
  readonly types: readonly Event['type'][];
  /** Where it begins when it is new: at the end that the log has then. Undefined: at the first event. */
  readonly begins?: 'now';
  react(event: Recorded<Event>): readonly Wanted[];
}
