import type { BuildAbandoned, BuildEvent, BuildFailed, ManifestBuilt } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

export interface BuildState {
  /** What the first build gave; it stays. */
  readonly built: ManifestBuilt | undefined;
  /** Other manifests that the same recipe gave. */
  readonly diverged: readonly string[];
  /** Code and detail of the last failure since the last success. */
  readonly failure: string | undefined;
  /** All attempts were used up, and nothing was built since. */
  readonly abandoned: boolean;
}

/** Whether a recipe has neither a manifest nor a reason why it has none. */
export const isUnanswered = ({ built, failure, abandoned }: BuildState): boolean =>
  built === undefined && failure === undefined && !abandoned;

export type BuildCommand =
  | { readonly type: 'Start'; readonly recipe: string; readonly attempt: number; readonly fence: number }
  | {
      readonly type: 'RecordManifest';
      readonly data: ManifestBuilt;
      /** Layers of which the cache claimed other bytes than were made. */
      readonly planted?: readonly { readonly claimed: string; readonly made: string }[];
    }
  | { readonly type: 'RecordFailure'; readonly data: BuildFailed }
  /** The world was in the way each time. */
  | { readonly type: 'Abandon'; readonly data: BuildAbandoned };

/** One stream per recipe, so two different manifests in one stream are a reproducibility failure. */
export const build: Decider<BuildState, BuildCommand, BuildEvent> = {
  initialState: { built: undefined, diverged: [], failure: undefined, abandoned: false },

  decide(command, state) {
    switch (command.type) {
      case 'Start': {
        const { recipe, attempt, fence } = command;
        return [{ type: 'builder.BuildStarted.v1', data: { recipe, attempt, fence } }];
      }
      case 'RecordManifest':
        return recordManifest(command, state);
      case 'RecordFailure':
        return failureOf(command.data) === state.failure
          ? []
          : [{ type: 'builder.BuildFailed.v1', data: command.data }];
      case 'Abandon':
        return state.built === undefined ? [{ type: 'builder.BuildAbandoned.v1', data: command.data }] : [];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.ManifestBuilt.v1':
        return { ...state, built: event.data, failure: undefined, abandoned: false };
      case 'builder.BuildDiverged.v1':
        return { ...state, diverged: [...state.diverged, event.data.second] };
      case 'builder.BuildFailed.v1':
        return { ...state, failure: failureOf(event.data) };
      case 'builder.BuildAbandoned.v1':
        return { ...state, abandoned: true };
      case 'builder.BuildStarted.v1':
        return state;
    }
  },
};

function recordManifest(
  { data, planted = [] }: Extract<BuildCommand, { type: 'RecordManifest' }>,
  { built, diverged }: BuildState,
): readonly BuildEvent[] {
  if (built === undefined) return [{ type: 'builder.ManifestBuilt.v1', data }];
  const known = built.manifest === data.manifest || diverged.includes(data.manifest);
  if (known && planted.length === 0) return [];
  const digests = (of: ManifestBuilt): readonly string[] => of.layers.map(({ digest }) => digest);
  const [first, second] = [digests(built), digests(data)];
  const differing = new Set([
    ...first.filter((digest) => !second.includes(digest)),
    ...second.filter((digest) => !first.includes(digest)),
    ...planted.flatMap(({ claimed, made }) => [claimed, made]),
  ]);
  return [
    {
      type: 'builder.BuildDiverged.v1',
      data: { recipe: data.recipe, first: built.manifest, second: data.manifest, differing: [...differing] },
    },
  ];
}

const failureOf = ({ code, detail }: BuildFailed): string => `${code}: ${detail}`;
