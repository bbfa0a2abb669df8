import type { LogPlace } from '@quench/kernel';
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
 * Whether a new epoch began before where a consumer stands, and nothing has happened in it yet: the log ends before what
 * the consumer saw, so that there is nothing to pull that would tell it.
 */
export const isBeyond = (cursor: Head, head: Head): boolean => head.epoch > cursor.epoch && head.seq < cursor.seq;

const VERSION = /\.v\d+$/;

/** What a consumer does with an event of a type: digest it, pass it over, or park it for a version that knows it. */
export function interest(types: readonly string[], type: string): 'digest' | 'pass' | 'unknown-version' {
  if (types.includes(type)) return 'digest';
  const name = type.replace(VERSION, '');
  return types.some((known) => known.replace(VERSION, '') === name) ? 'unknown-version' : 'pass';
}
