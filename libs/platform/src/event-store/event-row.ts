import type { Contracts } from '@quench/contracts';
import type { Actor, Appended, LogPlace, Recorded } from '@quench/kernel';
import { lift, liftKnown } from '@quench/ports';

/** What of the envelope has no column of its own. */
export interface Meta {
  readonly causes: readonly string[];
  readonly correlationId: string;
  readonly actor: Actor;
  readonly producer: string;
  readonly traceparent?: string;
  readonly priority?: number;
}

/** A row of `event`, as the driver gives it: bigint as text. */
export interface EventRow {
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: string;
  readonly type: string;
  readonly data: unknown;
  readonly command_id: string;
  readonly meta: Meta;
  readonly occurred_at: Date;
}

/** With its row of `event_log`. */
export interface LoggedRow extends EventRow {
  readonly global_seq: string;
  readonly sequenced_at: Date;
  readonly epoch: number;
}

/** The event in its newest version, with its envelope. */
export const appended = (row: EventRow, contracts: Contracts): Appended => lift(written(row), contracts);

/** With its place in the log. */
export const recorded = (row: LoggedRow, contracts: Contracts): Recorded => ({
  ...appended(row, contracts),
  ...logPlaceOf(row),
});

/** With its place in the log, and as it was written if it is unknown here. */
export const recordedForFeed = (row: LoggedRow, contracts: Contracts): Recorded => ({
  ...liftKnown(written(row), contracts),
  ...logPlaceOf(row),
});

const written = (row: EventRow): Appended => ({
  id: row.event_id,
  stream: row.stream_id,
  version: Number(row.version),
  occurredAt: row.occurred_at.toISOString(),
  commandId: row.command_id,
  ...row.meta,
  type: row.type,
  data: row.data,
});

const logPlaceOf = (row: LoggedRow): LogPlace => ({
  epoch: row.epoch,
  globalSeq: Number(row.global_seq),
  sequencedAt: row.sequenced_at.toISOString(),
});
