import { lineIn, lineKey } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, ofTypes, type ArchivedAs } from './known-event.js';

/** Why a cascade did not go through without anybody; where several apply, the first of these. */
export const EXCEPTIONS = ['cancelled', 'paused', 'decided', 'waits', 'rejected', 'refused', 'failed'] as const;
export type ExceptionClass = (typeof EXCEPTIONS)[number];

/** The events that tell how cascades went. */
export const CASCADE_TYPES = [
  'builder.CascadePlanned.v1',
  'builder.CascadeAdvanced.v1',
  'builder.CascadePaused.v1',
  'builder.CascadeCancelled.v1',
  'builder.CascadeFinished.v1',
  'builder.UpdateHeld.v1',
  'builder.UpdateReleased.v1',
  'builder.UpdateRejected.v1',
  'builder.UpdateSettled.v1',
  'builder.LockResolved.v1',
  'builder.ImageBuilt.v1',
  'tester.ImageRejected.v1',
  'distributor.PublicationRefused.v1',
] as const;

/** A cascade that a snapshot of an archive led to. */
export interface CascadeToil {
  readonly cascade: string;
  readonly plannedAt: string;
  readonly ended: boolean;
  /** Undefined where nobody had to do anything. */
  readonly exception: ExceptionClass | undefined;
}

type CascadeEvent = ArchivedAs<(typeof CASCADE_TYPES)[number]>;

/** What was found out on the way. */
interface Findings {
  readonly classes: Map<string, Set<ExceptionClass>>;
  readonly ended: Set<string>;
  /** By the id of the event that asks for its lines. */
  readonly byAsk: Map<string, string>;
  /** Cascades by the update that they held and that stands open, in whatever version: line and purl. */
  readonly holds: Map<string, readonly string[]>;
  /** Cascades by the revision of a line that they made. */
  readonly locks: Map<string, readonly string[]>;
  /** Cascades by image and index. */
  readonly images: Map<string, readonly string[]>;
}

/** How each cascade of a snapshot went, oldest first. @param events oldest first */
export function cascadesOf(events: readonly ArchivedEvent[]): readonly CascadeToil[] {
  const found: Findings = {
    ...{
      classes: new Map(),
      ended: new Set(),
      byAsk: new Map(),
      holds: new Map(),
      locks: new Map(),
      images: new Map(),
    },
  };
  for (const event of ofTypes(events, ...CASCADE_TYPES)) note(event, found);
  return ofTypes(events, 'builder.CascadePlanned.v1')
    .filter(({ data }) => data.cause !== 'definitions')
    .map(({ data: { cascade }, sequencedAt }) => ({
      cascade,
      plannedAt: sequencedAt,
      ended: found.ended.has(cascade),
      exception: EXCEPTIONS.find((one) => found.classes.get(cascade)?.has(one) === true),
    }));
}

function note(event: CascadeEvent, found: Findings): void {
  if (isOfType(event, 'builder.CascadePlanned.v1', 'builder.CascadeAdvanced.v1'))
    found.byAsk.set(event.id, event.data.cascade);
  else if (isOfType(event, 'builder.CascadePaused.v1')) mark(found, [event.data.cascade], 'paused');
  else if (isOfType(event, 'builder.CascadeCancelled.v1')) {
    found.ended.add(event.data.cascade);
    mark(found, [event.data.cascade], 'cancelled');
  } else if (isOfType(event, 'builder.CascadeFinished.v1')) {
    found.ended.add(event.data.cascade);
    if (event.data.failed.length > 0) mark(found, [event.data.cascade], 'failed');
  } else noteLine(event, found);
}

type LineStep = Exclude<
  CascadeEvent,
  ArchivedAs<
    | 'builder.CascadePlanned.v1'
    | 'builder.CascadeAdvanced.v1'
    | 'builder.CascadePaused.v1'
    | 'builder.CascadeCancelled.v1'
    | 'builder.CascadeFinished.v1'
  >
>;

function noteLine(event: LineStep, found: Findings): void {
  const asked = event.causes.flatMap((id) => found.byAsk.get(id) ?? []);
  if (isOfType(event, 'builder.UpdateHeld.v1')) {
    const update = holdOf(event.data);
    found.holds.set(update, [...(found.holds.get(update) ?? []), ...asked]);
    mark(found, asked, 'waits');
  } else if (isOfType(event, 'builder.UpdateReleased.v1', 'builder.UpdateRejected.v1'))
    mark(found, found.holds.get(holdOf(event.data)) ?? [], 'decided');
  else if (isOfType(event, 'builder.UpdateSettled.v1')) found.holds.delete(holdOf(event.data));
  else if (isOfType(event, 'builder.LockResolved.v1')) found.locks.set(revisionOf(event.data), asked);
  else if (isOfType(event, 'builder.ImageBuilt.v1'))
    found.images.set(`${event.data.image} ${event.data.index}`, found.locks.get(revisionOf(event.data)) ?? []);
  else {
    const { image, index } = event.data;
    const what = event.type === 'tester.ImageRejected.v1' ? 'rejected' : 'refused';
    mark(found, found.images.get(`${image} ${index}`) ?? [], what);
  }
}

type Named = Parameters<typeof lineIn>[0];
const holdOf = (data: Named & { readonly purl: string }): string => `${lineKey(lineIn(data))} ${data.purl}`;
const revisionOf = (data: Named & { readonly revision: number }): string =>
  `${lineKey(lineIn(data))} ${String(data.revision)}`;

function mark({ classes }: Findings, cascades: readonly string[], what: ExceptionClass): void {
  for (const cascade of cascades) classes.set(cascade, (classes.get(cascade) ?? new Set()).add(what));
}
