import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes, type ArchivedAs } from './known-event.js';

const RESOLVING = ['builder.ResolutionFailed.v1', 'builder.ResolutionRecovered.v1', 'builder.LockResolved.v1'] as const;

/** Why an image could not be resolved, while nothing has been resolved since. @param events of the image, oldest first */
export function resolutionFailure(
  events: readonly ArchivedEvent[],
): ArchivedAs<'builder.ResolutionFailed.v1'> | undefined {
  const last = ofTypes(events, ...RESOLVING).at(-1);
  return last?.type === 'builder.ResolutionFailed.v1' ? last : undefined;
}
