import type { Feed, Log } from '@quench/ports';
import type { Digested } from './digested.js';
import type { StepOptions } from './digest-step.js';
import type { Leader } from './go-after.js';

/** What one consumer runs with. */
export interface ConsumerOptions extends StepOptions {
  readonly feed: Feed;
  readonly log: Log;
  /** How often the head is asked, so that a lost tail shows. */
  readonly headEveryMs: number;
  /** Called after each commit. */
  readonly onDigested: (digested: Digested) => void;
  /** Called when parked events were digested: what was asked for meanwhile may have found nothing to do. */
  readonly onRetried?: () => void;
  /** Called when events of its types were digested, here or by another instance. */
  readonly onConcerned?: () => void;
  /** Consumers of the same producer that must have digested an event before this one does. */
  readonly after?: readonly Leader[];
}
