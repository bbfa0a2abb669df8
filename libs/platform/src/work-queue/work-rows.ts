import { clip, type Json } from '@quench/kernel';
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
  readonly epoch: number;
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
  epoch: row.epoch,
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

const MAX_REASON = 4_000;

/** A reason, as it is kept: its beginning, and without U+0000, which PostgreSQL's text refuses and a stranger's words may have. */
export const storableText = (text: string): string => clip(text, MAX_REASON).replaceAll('\0', '\uFFFD');
