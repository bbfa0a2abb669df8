import type { Appended } from '@quench/kernel';
import { checkEventSize, type Append } from '@quench/ports';
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

/**
 * @param first of `events`; all share its envelope
 * @throws Rejection `event-too-large`
 */
export function draftOf({ stream, expectedVersion }: Append, first: Appended, events: readonly Appended[]): Draft {
  const { commandId, causes, correlationId, actor, producer, traceparent, priority, occurredAt } = first;
  const rest: Meta = {
    ...{ causes, correlationId, actor, producer },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(priority === undefined ? {} : { priority }),
  };
  const meta = JSON.stringify(rest);
  const lines = events.map((event) => {
    const data = JSON.stringify(event.data);
    checkEventSize(event, meta, data);
    return { id: event.id, type: event.type, data };
  });
  return { stream, expectedVersion, commandId, meta, occurredAt, lines };
}
