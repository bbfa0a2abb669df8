import type { Appended } from '@quench/kernel';
import type { Append } from '@quench/ports';
import type { Meta } from './event-row.js';

/** An append in the words of its statement. */
export interface Draft {
  readonly stream: string;
  readonly expectedVersion: number;
  readonly commandId: string;
  /** A {@link Meta} as JSON. */
  readonly meta: string;
  readonly occurredAt: string;
  /** Its events, in order. */
  readonly lines: readonly DraftLine[];
}

export interface DraftLine {
  readonly id: string;
  readonly type: string;
  /** JSON. */
  readonly data: string;
}

/** @param first of `events`; all share its envelope */
export function draftOf({ stream, expectedVersion }: Append, first: Appended, events: readonly Appended[]): Draft {
  const { commandId, causes, correlationId, actor, producer, traceparent, occurredAt } = first;
  const meta: Meta = { causes, correlationId, actor, producer, ...(traceparent === undefined ? {} : { traceparent }) };
  const lines = events.map(({ id, type, data }) => ({ id, type, data: JSON.stringify(data) }));
  return { stream, expectedVersion, commandId, meta: JSON.stringify(meta), occurredAt, lines };
}
