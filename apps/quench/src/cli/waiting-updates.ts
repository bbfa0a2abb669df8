import type { HoldView } from '@quench/builder-feature';
import { counted } from '@quench/kernel';

/** How many updates wait, as `status` tells it. */
export interface WaitingUpdates {
  /** For a person. */
  readonly held: number;
  /** Of these, those that a person should have decided by now. */
  readonly overdue: number;
  /** For a time. */
  readonly delayed: number;
}

export const waitingUpdates = (views: readonly Pick<HoldView, 'phase' | 'overdue'>[]): WaitingUpdates => ({
  held: views.filter(({ phase }) => phase === 'held').length,
  overdue: views.filter(({ overdue }) => overdue).length,
  delayed: views.filter(({ phase }) => phase === 'delayed').length,
});

/** What people are told of them; nothing where none waits. */
export function waitingLines({ held, overdue, delayed }: WaitingUpdates): readonly string[] {
  if (held === 0 && delayed === 0) return [];
  const late = overdue === 0 ? '' : `, ${String(overdue)} overdue`;
  const people = held === 0 ? [] : [`${counted(held, 'update')} for a person${late}`];
  const times = delayed === 0 ? [] : [`${counted(delayed, 'update')} for a time`];
  return [`waiting    ${[...people, ...times].join(', ')}; see: quench hold list`];
}
