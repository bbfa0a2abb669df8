import { clip, type Json, type Wanted } from '@quench/kernel';
import type { Claim, Effect, WorkRow, WorkState } from '@quench/ports';

/** As the driver answers a claim: `bigint` columns come as text. */
export interface ClaimRow {
  readonly kind: string;
  readonly key: string;
  readonly working: string;
  readonly fence: string;
  readonly attempts: number;
  readonly causes: readonly string[];
  readonly correlation_id: string;
  readonly priority: number;
  readonly worker: string;
  readonly effect_state: Effect['state'] | null;
  readonly effect_request: Json;
  readonly effect_response: Json;
}

/** As the driver answers a listing. */
export interface ListRow {
  readonly kind: string;
  readonly key: string;
  readonly state: WorkState;
  readonly priority: number;
  readonly attempts: number;
  readonly wanted: string;
  readonly done: string;
  readonly not_before: Date;
  readonly enqueued_at: Date;
  readonly reason: string | null;
  readonly worker: string | null;
}

export const toClaim = (row: ClaimRow): Claim => ({
  kind: row.kind,
  key: row.key,
  generation: Number(row.working),
  fence: Number(row.fence),
  attempt: row.attempts,
  causes: row.causes,
  correlationId: row.correlation_id,
  priority: row.priority,
  worker: row.worker,
  ...(row.effect_state === null ? {} : { effect: toEffect(row.effect_state, row) }),
});

const toEffect = (state: Effect['state'], row: ClaimRow): Effect => ({
  state,
  request: row.effect_request,
  ...(state === 'intended' ? {} : { response: row.effect_response }),
});

export const toWorkRow = (row: ListRow): WorkRow => ({
  kind: row.kind,
  key: row.key,
  state: row.state,
  priority: row.priority,
  attempts: row.attempts,
  wanted: Number(row.wanted),
  done: Number(row.done),
  notBefore: row.not_before.toISOString(),
  enqueuedAt: row.enqueued_at.toISOString(),
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.worker === null ? {} : { worker: row.worker }),
});

/**
 * One wish per item, as urgent as its most urgent one: a statement cannot touch a row twice.
 * @param ordinary the priority of those that say none
 */
export function mergeWishes(items: readonly Wanted[], ordinary: number): readonly Wanted[] {
  const merged = new Map<string, Wanted>();
  for (const said of items) {
    const item = { ...said, priority: said.priority ?? ordinary };
    const id = JSON.stringify([item.kind, item.key]);
    const known = merged.get(id);
    merged.set(id, known === undefined ? item : moreUrgent(known, item));
  }
  return [...merged.values()];
}

function moreUrgent(a: Wanted, b: Wanted): Wanted {
  const sooner = earlier(a.notBefore, b.notBefore);
  return {
    kind: b.kind,
    key: b.key,
    priority: Math.max(a.priority ?? 0, b.priority ?? 0),
    ...(b.fairKey === undefined ? {} : { fairKey: b.fairKey }),
    ...(sooner === undefined ? {} : { notBefore: sooner }),
  };
}

/** Undefined is now. */
function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  return Date.parse(a) < Date.parse(b) ? a : b;
}

const MAX_REASON = 4_000;

/** A reason, as it is kept: its beginning, and without U+0000, which PostgreSQL's text refuses and a stranger's words may have. */
export const storableText = (text: string): string => clip(text, MAX_REASON).replaceAll('\0', '\uFFFD');
