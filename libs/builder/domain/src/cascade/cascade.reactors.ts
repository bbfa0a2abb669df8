import { lineOf, type BuildEvent, type CascadeEvent, type DefinitionEvent, type LockEvent } from '@quench/contracts';
import { SECURITY_PRIORITY, type Reactor, type Wanted } from '@quench/kernel';

/** Milliseconds. Wishes of so long are one look: while many lines are built, each would ask for its own. */
export const CASCADE_GATHER_MS = 500;

/** Milliseconds. While a cascade goes on it is looked at so often, whatever is told, and for so long its next wave waits for others. */
export const CASCADE_LOOK_MS = 30_000;

/** The work that sees all cascades through: one item, whatever happens. @param afterMs milliseconds from `at` */
export const watchCascades = (at: string, afterMs = CASCADE_GATHER_MS): Wanted => lookAt('running', at, afterMs);

/** The work that begins a wave although work of those before is left to others, unless they take it within `CASCADE_LOOK_MS`. */
export const beginBesideLeft = (cascade: string, wave: number, at: string): Wanted =>
  lookAt(besideLeftKey(cascade, wave), at, CASCADE_LOOK_MS);

/** Key of the work that begins a wave of a cascade beside what is left. */
export const besideLeftKey = (cascade: string, wave: number): string => `${cascade}/${String(wave)}`;

const lookAt = (key: string, at: string, afterMs: number): Wanted => ({
  kind: 'cascade',
  key,
  notBefore: new Date(Date.parse(at) + afterMs).toISOString(),
});

/** A wave that begins: the event that says so is the cause of the locks. */
export type WaveBegun = Extract<
  CascadeEvent,
  { readonly type: 'builder.CascadePlanned.v1' | 'builder.CascadeAdvanced.v1' }
>;

/** The locks that a wave asks for. Wanted in the transaction of its event: a cascade whose lines nobody asked for yet looks done. */
export function locksOfWave({ type, data }: WaveBegun): readonly Wanted[] {
  const lines = type === 'builder.CascadePlanned.v1' ? (data.waves[0]?.lines ?? []) : data.lines;
  const priority = data.urgent ? SECURITY_PRIORITY : 0;
  return lines.map((key) => ({ kind: 'lock', key, fairKey: lineOf(key).image, priority }));
}

type Begun = WaveBegun | Extract<CascadeEvent, { readonly type: 'builder.CascadeResumed.v1' }>;

/** A cascade that goes on is seen through. */
export const watchOnCascade: Reactor<Begun> = {
  name: 'watch-on-cascade',
  producer: 'builder',
  types: ['builder.CascadePlanned.v1', 'builder.CascadeAdvanced.v1', 'builder.CascadeResumed.v1'],
  react: ({ occurredAt }) => [watchCascades(occurredAt)],
};

type Ending = Extract<
  BuildEvent | LockEvent | DefinitionEvent,
  {
    readonly type:
      | 'builder.ImageBuilt.v1'
      | 'builder.ResolutionFailed.v1'
      | 'builder.BuildFailed.v1'
      | 'builder.BuildAbandoned.v1'
      | 'builder.DefinitionRetired.v1';
  }
>;

/** What ends the work on a line may end a cascade. */
export const watchOnEnding: Reactor<Ending> = {
  name: 'watch-on-ending',
  producer: 'builder',
  types: [
    'builder.ImageBuilt.v1',
    'builder.ResolutionFailed.v1',
    'builder.BuildFailed.v1',
    'builder.BuildAbandoned.v1',
    'builder.DefinitionRetired.v1',
  ],
  react: ({ occurredAt }) => [watchCascades(occurredAt)],
};
