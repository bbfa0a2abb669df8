import { PERSON_PRIORITY } from '@quench/kernel';
import { newestCauses, type Effect, type WorkState } from '@quench/ports';

/** One item as the queue keeps it; the columns of the table `work` have the same names and meanings. */
export interface InMemoryRow {
  readonly kind: string;
  readonly key: string;
  readonly state: WorkState;
  readonly priority: number;
  readonly fairKey: string;
  /** Milliseconds since 1970, as all instants here. */
  readonly notBefore: number;
  /** Nobody claims it. */
  readonly held: boolean;
  readonly enqueuedAt: number;
  readonly wanted: number;
  /** The generation that was claimed last. */
  readonly working: number;
  readonly done: number;
  readonly attempts: number;
  /** Whether the next claim begins the wanted generation, instead of trying the working one again. */
  readonly fresh: boolean;
  readonly fence: number;
  readonly worker: string | undefined;
  readonly leaseUntil: number;
  /** When the item was claimed last, as a number that only grows. */
  readonly turn: number;
  /** The lowest is claimed next: grows with what waits for the fair key, so that fair keys alternate. */
  readonly rank: number;
  /** The rank that was reached when it was claimed last. */
  readonly served: number;
  readonly causes: readonly string[];
  readonly correlationId: string;
  /** Causes that came while a generation was in progress: they belong to the next one. */
  readonly later: readonly string[];
  readonly laterCorrelationId: string | undefined;
  /** How urgent they are. */
  readonly laterPlace: { readonly priority: number; readonly rank: number } | undefined;
  readonly effect: Effect | undefined;
  readonly reason: string | undefined;
}

const unsettled = (row: InMemoryRow): boolean => row.effect?.state === 'intended';

/** The row after a claim. */
export function claimed(
  row: InMemoryRow,
  by: { readonly worker: string; readonly until: number; readonly turn: number; readonly served: number },
): InMemoryRow {
  // An unsettled effect belongs to the working generation, which therefore goes on.
  const begins = row.fresh && !unsettled(row);
  const working = begins ? row.wanted : row.working;
  return {
    ...row,
    state: 'running',
    working,
    laterPlace: begins ? undefined : row.laterPlace,
    attempts: row.fresh ? 1 : row.attempts + 1,
    fresh: false,
    fence: row.fence + 1,
    worker: by.worker,
    leaseUntil: by.until,
    turn: by.turn,
    served: Math.max(row.rank, by.served),
    causes: begins ? newestCauses(row.causes, row.later) : row.causes,
    correlationId: begins ? (row.laterCorrelationId ?? row.correlationId) : row.correlationId,
    later: begins ? [] : row.later,
    laterCorrelationId: begins ? undefined : row.laterCorrelationId,
    effect: working === row.working ? row.effect : undefined,
  };
}

/** The row after the claimed generation is done. */
export function finished(row: InMemoryRow, moot: string | undefined): InMemoryRow {
  return {
    ...row,
    state: row.wanted > row.working ? 'queued' : 'done',
    done: row.working,
    attempts: 0,
    fresh: true,
    worker: undefined,
    causes: row.later,
    correlationId: row.laterCorrelationId ?? row.correlationId,
    later: [],
    laterCorrelationId: undefined,
    ...row.laterPlace,
    laterPlace: undefined,
    reason: moot,
  };
}

/** The row after the last try of the working generation; a new cause that came meanwhile lets it live. */
export const died = (row: InMemoryRow, reason: string): InMemoryRow => ({
  ...row,
  state: row.fresh ? 'queued' : 'dead',
  worker: undefined,
  reason,
});

/** The row once a person has it tried again. @param served the rank that was served last among its peers */
export function triedAgain(row: InMemoryRow, now: number, served: (peers: InMemoryRow) => number): InMemoryRow {
  const again: InMemoryRow = {
    ...row,
    ...{ state: 'queued', held: false, fresh: true, attempts: 0, notBefore: now, priority: PERSON_PRIORITY },
  };
  return { ...again, rank: 1 + served(again) };
}

/** The row once it is taken out. */
export const dropped = (row: InMemoryRow, reason: string): InMemoryRow => ({
  ...row,
  state: 'dropped',
  held: false,
  fence: row.fence + 1,
  worker: undefined,
  reason,
});

/** The row after a failed try that is not the last; a new cause that came meanwhile need not wait. */
export const postponed = (row: InMemoryRow, reason: string, retryAt: number): InMemoryRow => ({
  ...row,
  state: 'queued',
  worker: undefined,
  reason,
  notBefore: row.fresh ? Math.min(row.notBefore, retryAt) : retryAt,
});
