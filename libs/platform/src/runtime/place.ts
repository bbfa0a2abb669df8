import { eventName, type LogPlace } from '@quench/kernel';
import type { Head } from '@quench/ports';

/**
 * Where a delivered event stands for a consumer: it has it already; it comes next; something before it is missing; its
 * producer's database began a new life, in which only the pull knows where to go on.
 */
export type Place = 'old' | 'next' | 'gap' | 'new-epoch';

/** The consumer rule for one delivered event. */
export function place(cursor: Head, event: Pick<LogPlace, 'epoch' | 'globalSeq'>): Place {
  if (event.epoch > cursor.epoch) return 'new-epoch';
  if (event.epoch < cursor.epoch || event.globalSeq <= cursor.seq) return 'old';
  return event.globalSeq === cursor.seq + 1 ? 'next' : 'gap';
}

/** Where a consumer stands against the end of the log. `ahead` cannot be: it saw what the producer no longer has. */
export type Standing = 'at-head' | 'behind' | 'ahead' | 'new-epoch';

/** The consumer rule for the producer's head. */
export function standing(cursor: Head, head: Head): Standing {
  if (head.epoch > cursor.epoch) return 'new-epoch';
  if (head.epoch < cursor.epoch || head.seq < cursor.seq) return 'ahead';
  return head.seq === cursor.seq ? 'at-head' : 'behind';
}

/**
 * Whether pulled events take a consumer back, because a new epoch began before where it stands. What it saw from there
 * on is void.
 */
export const goesBack = (cursor: Head, first: Pick<LogPlace, 'globalSeq'>): boolean => first.globalSeq <= cursor.seq;

/**
 * How a consumer comes into a new epoch in which nothing has happened yet, so that no event takes it there: the log ends
 * where it stands, or before what it saw, which is void. `by-event`: something has happened.
 */
export function entry(cursor: Head, head: Head): 'in-place' | 'back' | 'by-event' {
  if (head.epoch <= cursor.epoch || head.seq > cursor.seq) return 'by-event';
  return head.seq === cursor.seq ? 'in-place' : 'back';
}

/** What a consumer does with an event of a type: digest it, pass it over, or park it for a version that knows it. */
export function interest(types: readonly string[], type: string): 'digest' | 'pass' | 'unknown-version' {
  if (types.includes(type)) return 'digest';
  const name = eventName(type);
  return types.some((known) => eventName(known) === name) ? 'unknown-version' : 'pass';
}

/**
 * The events of a batch that a consumer takes together: those before the first of a version that is unknown, which they
 * need not wait for, or else all.
 */
export function together<E extends { readonly type: string }>(
  types: readonly string[],
  events: readonly E[],
): readonly E[] {
  const unknown = events.findIndex(({ type }) => interest(types, type) === 'unknown-version');
  return unknown > 0 ? events.slice(0, unknown) : events;
}

/** Whether a consumer that stands at `cursor` has digested what is at `place`. */
export const isPast = (cursor: Head, at: Head): boolean =>
  cursor.epoch > at.epoch || (cursor.epoch === at.epoch && cursor.seq >= at.seq);

/** Where an event is in its log. */
export const placeOf = ({ epoch, globalSeq: seq }: LogPlace): Head => ({ epoch, seq });

/** A place for people: `<epoch>.<number>`. */
export const placeText = ({ epoch, seq }: Head): string => `${String(epoch)}.${String(seq)}`;
