import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, ofTypes, type ArchivedAs } from './known-event.js';

/** How building ends without a manifest. */
export const BUILD_FAILURES = ['builder.BuildFailed.v1', 'builder.BuildAbandoned.v1'] as const;
const BUILDING = ['builder.BuildStarted.v1', 'builder.ManifestBuilt.v1', ...BUILD_FAILURES] as const;

export type BuildFailure = ArchivedAs<(typeof BUILD_FAILURES)[number]>;

/**
 * How building a recipe ended, if it did not go well; undefined once it is built, or is being built again.
 * @param events oldest first, also of other things
 */
export function buildFailure(events: readonly ArchivedEvent[], recipe: string): BuildFailure | undefined {
  const last = ofTypes(events, ...BUILDING).findLast(({ data }) => data.recipe === recipe);
  return last !== undefined && isOfType(last, ...BUILD_FAILURES) ? last : undefined;
}

/** The failure of the first of a lock's recipes that could not be built, as far as building was tried. */
export const lockFailure = (
  events: readonly ArchivedEvent[],
  { data }: ArchivedAs<'builder.LockResolved.v1'>,
): BuildFailure | undefined => data.recipes.flatMap(({ recipe }) => buildFailure(events, recipe) ?? []).at(0);
