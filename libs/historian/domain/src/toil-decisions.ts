import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, type ArchivedAs } from './known-event.js';

/**
 * Minutes of a person's work that a decision counts for. What a person reads and weighs leaves no event: these are
 * assumptions, not measurements, the same for everybody so that weeks can be compared.
 */
export const MINUTES = {
  'hold-release': 10,
  'hold-reject': 10,
  'channel-rollback': 15,
  'channel-freeze': 5,
  'channel-thaw': 5,
  'cascade-pause': 5,
  'cascade-resume': 2,
  'cascade-cancel': 10,
  'catalog-edition': 10,
  'catalog-refused': 5,
} as const;

export type DecisionKind = keyof typeof MINUTES;

/** How the events of persons are called. */
const KINDS = {
  'builder.UpdateReleased.v1': 'hold-release',
  'builder.UpdateRejected.v1': 'hold-reject',
  'distributor.ChannelRolledBack.v1': 'channel-rollback',
  'distributor.ChannelFrozen.v1': 'channel-freeze',
  'distributor.ChannelThawed.v1': 'channel-thaw',
  'builder.CascadePaused.v1': 'cascade-pause',
  'builder.CascadeResumed.v1': 'cascade-resume',
  'builder.CascadeCancelled.v1': 'cascade-cancel',
  'builder.CatalogApplied.v1': 'catalog-edition',
  'builder.CatalogRefused.v1': 'catalog-refused',
} as const satisfies Readonly<Record<string, DecisionKind>>;

type DecisionType = keyof typeof KINDS;
type DecisionEvent = ArchivedAs<DecisionType>;

/** The events of which those of persons are decisions. */
export const DECISION_TYPES: readonly DecisionType[] = [
  'builder.UpdateReleased.v1',
  'builder.UpdateRejected.v1',
  'distributor.ChannelRolledBack.v1',
  'distributor.ChannelFrozen.v1',
  'distributor.ChannelThawed.v1',
  'builder.CascadePaused.v1',
  'builder.CascadeResumed.v1',
  'builder.CascadeCancelled.v1',
  'builder.CatalogApplied.v1',
  'builder.CatalogRefused.v1',
];

/** What one person decided at one time, about however many lines. */
export interface Decision {
  readonly kind: DecisionKind;
  readonly at: string;
}

/** The same words about the same thing within this time are one decision: a command decides about many lines. */
const TOGETHER_MS = 600_000;

/** What persons decided. @param events oldest first */
export function decisionsOf(events: readonly ArchivedEvent[]): readonly Decision[] {
  const last = new Map<string, number>();
  const decisions: Decision[] = [];
  for (const event of events) {
    if (!isOfType(event, ...DECISION_TYPES) || event.actor.kind !== 'person') continue;
    const key = `${event.actor.id} ${event.type} ${subjectOf(event)}`;
    const at = Date.parse(event.sequencedAt);
    const before = last.get(key);
    last.set(key, at);
    if (before === undefined || at - before > TOGETHER_MS)
      decisions.push({ kind: KINDS[event.type], at: event.sequencedAt });
  }
  return decisions;
}

/** What a decision is about, and why. A rollback freezes its channel by the same event. */
function subjectOf(event: DecisionEvent): string {
  switch (event.type) {
    case 'builder.UpdateReleased.v1':
    case 'builder.UpdateRejected.v1':
      return `${event.data.purl} ${event.data.reason}`;
    case 'distributor.ChannelRolledBack.v1':
    case 'distributor.ChannelFrozen.v1':
      return `${event.data.repository} ${event.data.reason}`;
    case 'distributor.ChannelThawed.v1':
      return event.data.repository;
    case 'builder.CascadePaused.v1':
    case 'builder.CascadeCancelled.v1':
      return `${event.data.cascade} ${event.data.reason}`;
    case 'builder.CascadeResumed.v1':
      return event.data.cascade;
    case 'builder.CatalogApplied.v1':
      return event.data.catalog;
    case 'builder.CatalogRefused.v1':
      return event.data.problems.join('\n');
  }
}
