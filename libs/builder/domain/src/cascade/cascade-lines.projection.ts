import { lineKey, type LockEvent } from '@quench/contracts';
import type { Projection, Recorded } from '@quench/kernel';

/** What became of a line because of one event. */
export interface CascadeLineRow {
  /** The event. */
  readonly cause: string;
  /** The key of the line. */
  readonly line: string;
  /** That was resolved because of it; 0 where it could not be. */
  readonly revision: number;
}

type Told = Extract<
  LockEvent,
  { readonly type: 'builder.LockResolved.v1' } | { readonly type: 'builder.ResolutionFailed.v1' }
>;

/** Lines by what they were locked for: work that coalesced has several causes, and counts for each of them. */
export const cascadeLines: Projection<CascadeLineRow, Told> = {
  name: 'builder-cascade-lines',
  version: 1,
  producer: 'builder',
  types: ['builder.LockResolved.v1', 'builder.ResolutionFailed.v1'],
  keys: (event) => rowsOf(event).map(({ key }) => key),
  apply: (_rows, event) => new Map(rowsOf(event).map(({ key, row }) => [key, row])),
};

function rowsOf(event: Recorded<Told>): readonly { readonly key: string; readonly row: CascadeLineRow }[] {
  const line = lineKey(event.data);
  const revision = event.type === 'builder.LockResolved.v1' ? event.data.revision : 0;
  return event.causes.map((cause) => ({ key: cascadeLineKey(cause, line), row: { cause, line, revision } }));
}

export const cascadeLineKey = (cause: string, line: string): string => `${cause} ${line}`;
