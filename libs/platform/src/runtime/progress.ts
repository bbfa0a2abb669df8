import type { Digested } from './digested.js';
import type { WorkProgress } from './worker-loop.js';

/** Told of all that a service does, for metrics, traces and people. */
export interface Progress extends WorkProgress {
  digested?(digested: Digested): void;
}

/** Tells several. */
export const tellAll = (...listeners: readonly Progress[]): Required<Progress> => ({
  claimed: (claim) => {
    for (const listener of listeners) listener.claimed?.(claim);
  },
  ended: (claim, outcome) => {
    for (const listener of listeners) listener.ended?.(claim, outcome);
  },
  digested: (digested) => {
    for (const listener of listeners) listener.digested?.(digested);
  },
});
