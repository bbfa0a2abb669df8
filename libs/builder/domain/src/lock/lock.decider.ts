import { canonicalJson, type Decider, type Digest, type Json } from '@quench/kernel';
import type {
  ImageBuilt,
  ImageLine,
  LockEvent,
  LockResolved,
  PlatformRecipe,
  ResolutionFailed,
} from '@quench/contracts';

/** The line of an image: its head lock, and how far that has come. */
export interface LockState {
  /** 0 before the first lock. */
  readonly revision: number;
  readonly recipes: readonly PlatformRecipe[];
  readonly lock: string | undefined;
  readonly channels: readonly string[];
  /** The lock of its parent that the head was made on, or was found to need no change for; undefined where there is none. */
  readonly parent: string | undefined;
  /** The last failure, while nothing was resolved since. */
  readonly failure: ResolutionFailed | undefined;
  /** The index of the head revision, once built. */
  readonly built: string | undefined;
}

export type LockCommand =
  /** `data` for the revision that would come next, if it differs from the head. */
  | { readonly type: 'Resolve'; readonly data: LockResolved }
  | { readonly type: 'Fail'; readonly data: ResolutionFailed }
  /** The head stays, whatever is asked for. @param channels that the definition names for it @param taken that other lines have */
  | {
      readonly type: 'LetGo';
      readonly line: ImageLine;
      readonly channels: readonly string[];
      readonly taken: readonly string[];
    }
  | { readonly type: 'CompleteImage'; readonly data: ImageBuilt };

const none: LockState = {
  ...{ revision: 0, recipes: [], lock: undefined, channels: [] },
  ...{ parent: undefined, failure: undefined, built: undefined },
};

/** A lock is a fact only when bytes would change; the rest of a resolution is evidence. */
export const lock: Decider<LockState, LockCommand, LockEvent> = {
  initialState: none,

  decide(command, state) {
    switch (command.type) {
      case 'Resolve':
        return resolve(command.data, state);
      case 'Fail':
        return sameFailure(command.data, state.failure)
          ? []
          : [{ type: 'builder.ResolutionFailed.v1', data: command.data }];
      case 'LetGo':
        return letGo(command, state);
      case 'CompleteImage':
        return command.data.revision !== state.revision || state.built !== undefined
          ? []
          : [{ type: 'builder.ImageBuilt.v1', data: command.data }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'builder.LockResolved.v1': {
        const { revision, recipes, channels, from } = event.data;
        return { ...none, revision, recipes, channels, lock: event.data.lock, parent: from?.lock };
      }
      case 'builder.ParentFollowed.v1':
        return { ...state, parent: event.data.from.lock };
      case 'builder.ChannelsAssigned.v1':
        return { ...state, channels: event.data.channels };
      case 'builder.ResolutionFailed.v1':
        return { ...state, failure: event.data };
      case 'builder.ResolutionRecovered.v1':
        return { ...state, failure: undefined };
      case 'builder.ImageBuilt.v1':
        return event.data.revision === state.revision ? { ...state, built: event.data.index } : state;
    }
  },
};

function resolve(data: LockResolved, state: LockState): readonly LockEvent[] {
  if (!sameRecipes(data.recipes, state.recipes)) {
    return [{ type: 'builder.LockResolved.v1', data: { ...data, revision: state.revision + 1 } }];
  }
  const { image, versionStream, variant, channels, from } = data;
  const line = { image, versionStream, variant, revision: state.revision };
  const isAssigned = canonicalJson(channels) === canonicalJson(state.channels);
  return [
    ...(state.failure === undefined ? [] : [{ type: 'builder.ResolutionRecovered.v1', data: line } as const]),
    ...(from === undefined || from.lock === state.parent
      ? []
      : [{ type: 'builder.ParentFollowed.v1', data: { ...line, from } } as const]),
    ...(isAssigned ? [] : [{ type: 'builder.ChannelsAssigned.v1', data: { ...line, channels } } as const]),
  ];
}

/** What is not locked as it is asked for gets no channel by that, and holds none that another line is to have. */
function letGo(
  { line, channels, taken }: Extract<LockCommand, { type: 'LetGo' }>,
  { revision, channels: has }: LockState,
): readonly LockEvent[] {
  const kept = has.filter((tag) => channels.includes(tag) || !taken.includes(tag));
  return kept.length === has.length
    ? []
    : [{ type: 'builder.ChannelsAssigned.v1', data: { ...line, revision, channels: kept } }];
}

/** Whether two lists name the same recipe for the same platforms, in whatever order. */
export const sameRecipes = (a: readonly PlatformRecipe[], b: readonly PlatformRecipe[]): boolean =>
  canonicalJson(byPlatform(a)) === canonicalJson(byPlatform(b));

/** Whether a line was locked to each of some recipes before. */
export function wereLocked(recipes: readonly PlatformRecipe[], events: readonly LockEvent[]): boolean {
  const locked = events.flatMap((event) => (event.type === 'builder.LockResolved.v1' ? event.data.recipes : []));
  const known = new Set(locked.map(({ recipe }) => recipe));
  return recipes.every(({ recipe }) => known.has(recipe));
}

const byPlatform = (recipes: readonly PlatformRecipe[]): Json =>
  Object.fromEntries(recipes.map(({ platform, recipe }) => [platform, recipe as Digest]));

const sameFailure = (a: ResolutionFailed, b: ResolutionFailed | undefined): boolean =>
  b !== undefined && a.code === b.code && a.detail === b.detail && a.definition === b.definition;
