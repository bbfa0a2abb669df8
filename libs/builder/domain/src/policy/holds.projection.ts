import {
  holdKey,
  lineKey,
  type HoldEvent,
  type UpdateDelayed,
  type UpdateHeld,
  type UpdateSettled,
} from '@quench/contracts';
import type { Projection, Recorded } from '@quench/kernel';
import { isOfOthers, namesIn } from './hold.decider.js';

export type HoldPhase = 'held' | 'delayed' | 'released' | 'rejected';

/** An update that a line has not taken, and why. */
export interface HoldRow {
  /** The key of the line. */
  readonly line: string;
  readonly image: string;
  readonly versionStream: string;
  readonly variant: string;
  /** Of the source, without a version. */
  readonly purl: string;
  readonly name: string;
  readonly phase: HoldPhase;
  /** What a person said; empty before. */
  readonly reason: string;
  /** When a delay ends; the deadline of a hold. RFC 3339. */
  readonly until: string;
  /** Since when the phase is what it is. */
  readonly since: string;
  /** What was held or delayed last. */
  readonly update: UpdateHeld | UpdateDelayed;
  /** What else a person keeps out, whatever becomes of this one: what was said last comes first, and none has any of its own. */
  readonly rejected: readonly HoldRow[];
}

export const holds: Projection<HoldRow, HoldEvent> = {
  name: 'builder-holds',
  version: 3,
  producer: 'builder',
  types: [
    'builder.UpdateHeld.v1',
    'builder.UpdateDelayed.v1',
    'builder.UpdateReleased.v1',
    'builder.UpdateRejected.v1',
    'builder.UpdateSettled.v1',
  ],
  keys: ({ data }) => [holdKey(data)],
  apply(rows, event) {
    const key = holdKey(event.data);
    const row = rows.get(key);
    switch (event.type) {
      case 'builder.UpdateHeld.v1':
        return new Map([[key, opened(event, { phase: 'held', until: event.data.deadline, before: row })]]);
      case 'builder.UpdateDelayed.v1':
        return new Map([[key, opened(event, { phase: 'delayed', until: event.data.until, before: row })]]);
      case 'builder.UpdateReleased.v1':
      case 'builder.UpdateRejected.v1': {
        const phase = event.type === 'builder.UpdateReleased.v1' ? 'released' : 'rejected';
        const { reason } = event.data;
        const since = event.occurredAt;
        return row === undefined ? new Map() : new Map([[key, { ...row, phase, reason, since }]]);
      }
      case 'builder.UpdateSettled.v1':
        return new Map([[key, remaining(event.data, row)]]);
    }
  },
};

type Opening = Extract<
  HoldEvent,
  { readonly type: 'builder.UpdateHeld.v1' } | { readonly type: 'builder.UpdateDelayed.v1' }
>;

/** What a person rejected stays, unless the line took that very version or needs nothing of it. */
function remaining({ outcome, to }: UpdateSettled, row: HoldRow | undefined): HoldRow | undefined {
  if (outcome === 'dropped') return undefined;
  const all = rejectedIn(row);
  const [last, ...rejected] = outcome === 'taken' ? all.filter(({ update }) => update.to !== to) : all;
  return last && { ...last, rejected };
}

function rejectedIn(row: HoldRow | undefined): readonly HoldRow[] {
  if (row === undefined) return [];
  return row.phase === 'rejected' ? [{ ...row, rejected: [] }, ...row.rejected] : row.rejected;
}

/** Of other packages nothing stays. */
const keptOut = (row: HoldRow | undefined, data: UpdateHeld | UpdateDelayed): readonly HoldRow[] =>
  row !== undefined && isOfOthers(namesIn(row.update), namesIn(data))
    ? []
    : rejectedIn(row).filter(({ update }) => update.to !== data.to);

function opened(
  { data, occurredAt }: Recorded<Opening>,
  { phase, until, before }: Pick<HoldRow, 'phase' | 'until'> & { readonly before: HoldRow | undefined },
): HoldRow {
  const { image, versionStream, variant, purl, name } = data;
  const line = { line: lineKey(data), image, versionStream, variant };
  return {
    ...line,
    purl,
    name,
    phase,
    reason: '',
    until,
    since: occurredAt,
    update: data,
    rejected: keptOut(before, data),
  };
}
