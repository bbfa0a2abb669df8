import type { Log } from '@quench/ports';
import type { Digested } from './digested.js';
import { reasonOf } from './failure-of.js';
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

/** A listener whose mistakes are logged: what it is told of has happened, and must not be taken for a failure. */
export function harmless(listener: Progress, log: Log): Required<Progress> {
  const guarded = (tell: () => void): void => {
    try {
      tell();
    } catch (error) {
      log.error('progress-fault', { reason: reasonOf(error) });
    }
  };
  return {
    claimed: (claim) => guarded(() => listener.claimed?.(claim)),
    ended: (claim, outcome) => guarded(() => listener.ended?.(claim, outcome)),
    digested: (digested) => guarded(() => listener.digested?.(digested)),
  };
}
