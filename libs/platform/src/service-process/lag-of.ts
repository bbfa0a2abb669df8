import type { Recorded } from '@quench/kernel';
import type { Head, ParkedCount } from '@quench/ports';
import type { Lag } from '../endpoints/index.js';
import { standing } from '../runtime/place.js';

/** What is known of one consumer and its producer. */
export interface Stand {
  readonly cursor: Head;
  /** The end of the log as it was last told. */
  readonly head: Head;
  /** The first event after the cursor; `unknown` when the producer does not say. */
  readonly oldest: Pick<Recorded, 'globalSeq' | 'sequencedAt'> | 'none' | 'unknown';
  /** What the consumer parked of this producer. */
  readonly parked: Pick<ParkedCount, 'events' | 'since'> | undefined;
}

type Behind = Pick<Lag, 'events' | 'seconds'>;

const NONE: Behind = { events: 0, seconds: 0 };

/** Nothing can be said. */
export const UNKNOWN: Behind = { events: Number.NaN, seconds: Number.NaN };

/** How far a consumer is behind: what it has not read, and what it read and could not digest. */
export function lagOf(stand: Stand, nowMs: number): Behind {
  const unread = unreadOf(stand, nowMs);
  if (stand.parked === undefined) return unread;
  const { events, since } = stand.parked;
  return { events: unread.events + events, seconds: Math.max(unread.seconds, ageOf(since, nowMs)) };
}

/** Whether `oldest` matters: there is something that the consumer has not read. */
export const hasUnread = (cursor: Head, head: Head): boolean =>
  ['behind', 'new-epoch'].includes(standing(cursor, head));

function unreadOf({ cursor, head, oldest }: Stand, nowMs: number): Behind {
  // The head is older than the cursor at times. A consumer that is really ahead stands still and says so.
  if (!hasUnread(cursor, head) || oldest === 'none') return NONE;
  if (oldest !== 'unknown') {
    return { events: Math.max(1, head.seq - oldest.globalSeq + 1), seconds: ageOf(oldest.sequencedAt, nowMs) };
  }
  // Only the producer knows where a new epoch began.
  return standing(cursor, head) === 'behind' ? { ...UNKNOWN, events: head.seq - cursor.seq } : UNKNOWN;
}

const ageOf = (since: string, nowMs: number): number => Math.max(0, (nowMs - Date.parse(since)) / 1_000);
