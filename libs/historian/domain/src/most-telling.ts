import type { ArchivedEvent } from './archive.projection.js';
import { BUILD_FAILURES, buildFailure } from './build-failure.js';
import { isOfType, ofTypes, type KnownType } from './known-event.js';

const POINTED = ['distributor.ChannelRolledBack.v1', 'distributor.ChannelMoved.v1'] as const;

/** Further on the way to a user comes first; of several in one place the newest counts. */
const PLACES: readonly (readonly KnownType[])[] = [
  POINTED,
  ['tester.ImageRejected.v1', 'tester.ImageApproved.v1'],
  ['builder.ImageBuilt.v1'],
  BUILD_FAILURES,
  ['builder.ManifestBuilt.v1'],
  ['builder.LockResolved.v1'],
  ['builder.ResolutionFailed.v1'],
  ['builder.DefinitionAccepted.v1'],
];

/**
 * The event that says most about why something is there, or is not there yet; undefined when none does. A failure to
 * build says so until it is overcome: by another try, or by a lock that wants another recipe.
 * @param events oldest first
 * @param subject what was asked about; for a digest, a channel counts only where it was pointed at that digest
 */
export function mostTelling(events: readonly ArchivedEvent[], subject: string): ArchivedEvent | undefined {
  const elsewhere = (event: ArchivedEvent): boolean =>
    subject.startsWith('sha256:') && isOfType(event, ...POINTED) && event.data.to !== subject;
  const wanted = ofTypes(events, 'builder.LockResolved.v1')
    .at(-1)
    ?.data.recipes.map(({ recipe }) => recipe);
  const overcome = (event: ArchivedEvent): boolean =>
    isOfType(event, ...BUILD_FAILURES) &&
    (buildFailure(events, event.data.recipe) !== event || wanted?.includes(event.data.recipe) === false);
  const about = events.filter((event) => !elsewhere(event) && !overcome(event));
  return PLACES.map((types) => about.findLast((event) => isOfType(event, ...types))).find(
    (event) => event !== undefined,
  );
}
