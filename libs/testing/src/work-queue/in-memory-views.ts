import { PERSON_PRIORITY, type Json } from '@quench/kernel';
import type { Claim, WorkRow, WorkState } from '@quench/ports';
import type { InMemoryRow } from './in-memory-row.js';

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
