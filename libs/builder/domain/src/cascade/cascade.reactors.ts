import { lineOf, type BuildEvent, type CascadeEvent, type LockEvent } from '@quench/contracts';
import type { Reactor, Recorded, Wanted } from '@quench/kernel';

/** Before ordinary work, behind a person who waits. */
const URGENT = 5;
/** Wishes of so long are one look: while many lines are built, each would ask for its own. */
const TOGETHER_MS = 500;

/** The work that sees all cascades through: one item, whatever happens. */
export const watchCascades = (at: string): Wanted => ({
  kind: 'cascade',
  key: 'running',
  notBefore: new Date(Date.parse(at) + TOGETHER_MS).toISOString(),
});

type Asking = Extract<
  CascadeEvent,
  { readonly type: 'builder.CascadePlanned.v1' | 'builder.CascadeAdvanced.v1' | 'builder.CascadeResumed.v1' }
>;

/** A wave of a cascade asks for its lines. */
export const lockOnCascade: Reactor<Asking> = {
  name: 'lock-on-cascade',
  producer: 'builder',
  types: ['builder.CascadePlanned.v1', 'builder.CascadeAdvanced.v1', 'builder.CascadeResumed.v1'],
  react: (event) => [...linesAsked(event), watchCascades(event.occurredAt)],
};

function linesAsked(event: Recorded<Asking>): readonly Wanted[] {
  switch (event.type) {
    case 'builder.CascadePlanned.v1':
      return locks(event.data.waves[0]?.lines ?? [], event.data.urgent);
    case 'builder.CascadeAdvanced.v1':
      return locks(event.data.lines, event.data.urgent);
    case 'builder.CascadeResumed.v1':
      return [];
  }
}

const locks = (lines: readonly string[], urgent: boolean): readonly Wanted[] =>
  lines.map((key) => ({ kind: 'lock', key, fairKey: lineOf(key).image, priority: urgent ? URGENT : 0 }));

type Ending = Extract<
  BuildEvent | LockEvent,
  { readonly type: 'builder.ImageBuilt.v1' | 'builder.BuildFailed.v1' | 'builder.BuildAbandoned.v1' }
>;

/** What ends the work on a line may end a cascade. */
export const watchOnEnding: Reactor<Ending> = {
  name: 'watch-on-ending',
  producer: 'builder',
  types: ['builder.ImageBuilt.v1', 'builder.BuildFailed.v1', 'builder.BuildAbandoned.v1'],
  react: ({ occurredAt }) => [watchCascades(occurredAt)],
};
