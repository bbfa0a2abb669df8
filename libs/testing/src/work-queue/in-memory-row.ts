import { PERSON_PRIORITY, type Json, type Wanted } from '@quench/kernel';
import { newestCauses, type Cause, type Claim, type Effect, type WorkRow, type WorkState } from '@quench/ports';

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

const inProgress = (row: InMemoryRow): boolean => row.working > row.done;

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

const staysHeld = (row: InMemoryRow, { priority = 0 }: Wanted, news: readonly string[]): boolean =>
  row.held && news.length === 0 && priority <= row.priority;

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

/** Whether any of the events asked for it. */
export const isCaused = ({ causes, later }: InMemoryRow, by: readonly string[]): boolean =>
  [...causes, ...later].some((id) => by.includes(id));

/** Whether whoever claimed it last left it to others, for whom it waits. */
export const isLeft = ({ state, held, worker }: InMemoryRow): boolean =>
  state === 'queued' && !held && worker !== undefined;

/** As people are told it. */
export const stateOf = (row: InMemoryRow): WorkState | 'left' => (isLeft(row) ? 'left' : row.state);

/** Whether it waits, and these events alone asked for it. A person's wish has no cause, and shows in how urgent it is. */
export const waitsOnlyFor = ({ state, priority, causes, later }: InMemoryRow, by: readonly string[]): boolean =>
  state === 'queued' &&
  priority < PERSON_PRIORITY &&
  causes.length > 0 &&
  [...causes, ...later].every((id) => by.includes(id));

/** How many items of each kind and state there are, but for those that are done or dropped; sorted. */
export function depthOf(
  rows: readonly InMemoryRow[],
  isDue: (row: InMemoryRow) => boolean,
): readonly { readonly kind: string; readonly state: WorkState; readonly items: number; readonly due: number }[] {
  const groups = Map.groupBy(
    rows.filter(({ state }) => state !== 'done' && state !== 'dropped'),
    ({ kind, state }) => `${kind} ${state}`,
  );
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...others]]) =>
      first === undefined
        ? []
        : [
            {
              kind: first.kind,
              state: first.state,
              items: 1 + others.length,
              due: [first, ...others].filter(isDue).length,
            },
          ],
    );
}

export const sameRequest = (row: InMemoryRow, request: Json): boolean =>
  JSON.stringify(row.effect?.request) === JSON.stringify(request);

export const toClaim = (row: InMemoryRow): Claim => ({
  kind: row.kind,
  key: row.key,
  generation: row.working,
  fence: row.fence,
  attempt: row.attempts,
  causes: row.causes,
  correlationId: row.correlationId,
  priority: row.priority,
  worker: row.worker ?? '',
  // Nobody restores it.
  epoch: 1,
  ...(row.effect === undefined ? {} : { effect: row.effect }),
});

export const toWorkRow = (row: InMemoryRow): WorkRow => ({
  kind: row.kind,
  key: row.key,
  state: row.state,
  priority: row.priority,
  attempts: row.attempts,
  wanted: row.wanted,
  done: row.done,
  notBefore: new Date(row.notBefore).toISOString(),
  enqueuedAt: new Date(row.enqueuedAt).toISOString(),
  ...(row.reason === undefined ? {} : { reason: row.reason }),
  ...(row.worker === undefined ? {} : { worker: row.worker }),
});
