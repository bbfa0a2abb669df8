import type { Wanted } from '@quench/kernel';
import { newestCauses, type Cause } from '@quench/ports';
import type { InMemoryRow } from './in-memory-row.js';

/** When something is wished for, and the rank that it gets. */
export interface Moment {
  readonly now: number;
  readonly rank: number;
}

/** The row after a wish. */
export function enqueued(row: InMemoryRow | undefined, item: Wanted, cause: Cause, at: Moment): InMemoryRow {
  if (row === undefined) return first(item, cause, at);
  const news = cause.causes.filter((id) => !row.causes.includes(id) && !row.later.includes(id));
  const out = row.state === 'dead' || row.state === 'dropped';
  if (out && news.length === 0) return row;
  const raised = row.state !== 'queued' || !inProgress(row) || news.length > 0;
  return {
    ...row,
    ...place(row, wish(item, at), at.now),
    wanted: row.wanted + (raised ? 1 : 0),
    state: row.state === 'running' ? 'running' : 'queued',
    fresh: row.fresh || news.length > 0,
    held: staysHeld(row, item, news),
    ...causesOf(row, news, cause.correlationId),
  };
}

function first(item: Wanted, cause: Cause, at: Moment): InMemoryRow {
  return {
    kind: item.kind,
    key: item.key,
    state: 'queued',
    ...wish(item, at),
    held: false,
    enqueuedAt: at.now,
    wanted: 1,
    working: 0,
    done: 0,
    attempts: 0,
    fresh: true,
    fence: 0,
    worker: undefined,
    leaseUntil: 0,
    turn: 0,
    served: 0,
    causes: newestCauses([], cause.causes),
    correlationId: cause.correlationId,
    later: [],
    laterCorrelationId: undefined,
    laterPlace: undefined,
    effect: undefined,
    reason: undefined,
  };
}

function wish(item: Wanted, { now, rank }: Moment) {
  const notBefore = item.notBefore === undefined ? now : Date.parse(item.notBefore);
  if (Number.isNaN(notBefore)) throw new RangeError(`Not an instant: ${String(item.notBefore)}`);
  return { priority: item.priority ?? 0, fairKey: item.fairKey ?? '', notBefore, rank };
}

const staysHeld = (row: InMemoryRow, { priority = 0 }: Wanted, news: readonly string[]): boolean =>
  row.held && news.length === 0 && priority <= row.priority;

const inProgress = (row: InMemoryRow): boolean => row.working > row.done;

function place(row: InMemoryRow, wished: ReturnType<typeof wish>, now: number) {
  const { fairKey, priority, rank } = wished;
  const isOpen = row.state === 'queued' || row.state === 'running';
  return {
    ...instants(row, wished.notBefore, now),
    fairKey,
    // What is worked is no less urgent for a new wish until it is done: it may be tried again.
    ...(isOpen ? moreUrgent(row, wished) : { priority, rank }),
    laterPlace: inProgress(row) ? moreUrgent(row.laterPlace, wished) : undefined,
  };
}

/** A waiting wish is only brought forward; otherwise the new wish says when. */
function instants(row: InMemoryRow, notBefore: number, now: number) {
  const waits = row.state === 'queued' || (row.state === 'running' && row.wanted > row.working);
  return waits ? { notBefore: Math.min(row.notBefore, notBefore) } : { notBefore, enqueuedAt: now };
}

type Place = NonNullable<InMemoryRow['laterPlace']>;

function moreUrgent(known: Place | undefined, wished: Place): Place {
  const { priority, rank } = known === undefined || wished.priority > known.priority ? wished : known;
  return { priority, rank };
}

function causesOf(row: InMemoryRow, news: readonly string[], correlationId: string) {
  if (inProgress(row)) {
    return { later: newestCauses(row.later, news), laterCorrelationId: row.laterCorrelationId ?? correlationId };
  }
  const leads = row.state === 'done' || row.causes.length === 0;
  return { causes: newestCauses(row.causes, news), correlationId: leads ? correlationId : row.correlationId };
}
