import type { ArchivedEvent } from './archive.projection.js';
import { BUILD_FAILURES, buildFailure, lockFailure } from './build-failure.js';
import { imageOf, ofImage } from './image-parts.js';
import { linesOfImage, ofLine } from './line-parts.js';
import { isOfType, ofTypes, type ArchivedAs, type KnownType } from './known-event.js';
import { resolutionFailure } from './resolution-failure.js';

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
 * The event that says most about why something is there, or is not there yet; undefined when none does. Of an image that
 * is why one of its lines could not be resolved any more, or why its newest lock could not be built or was rejected,
 * whatever is there of revisions before. A failure says so until it is overcome: by another try, another verdict, or another lock.
 * @param events oldest first
 * @param subject what was asked about; for a digest, a channel counts only where it was pointed at that digest
 */
export function mostTelling(events: readonly ArchivedEvent[], subject: string): ArchivedEvent | undefined {
  const isImage = events.some((event) => imageOf(event) === subject);
  if (!isImage) return furthest(events, subject);
  const own = ofImage(events, subject);
  const failures = linesOfImage(own, subject).map((line) => failureOf(ofLine(own, line)));
  // Failures of locks before are no reason any more.
  const others = own.filter((event) => !isOfType(event, ...BUILD_FAILURES));
  return failures.find((event) => event !== undefined) ?? furthest(others, subject);
}

/** What keeps the newest revision of a line from its channels. @param events of the line */
function failureOf(events: readonly ArchivedEvent[]): ArchivedEvent | undefined {
  const lock = ofTypes(events, 'builder.LockResolved.v1').at(-1);
  const failure = lock === undefined ? undefined : (lockFailure(events, lock) ?? rejectionOf(events, lock));
  return resolutionFailure(events) ?? failure;
}

/** The verdict on what a lock led to, if that is a rejection. */
function rejectionOf(
  events: readonly ArchivedEvent[],
  { data: { revision } }: ArchivedAs<'builder.LockResolved.v1'>,
): ArchivedEvent | undefined {
  const built = ofTypes(events, 'builder.ImageBuilt.v1').findLast(({ data }) => data.revision === revision);
  const verdict = ofTypes(events, 'tester.ImageRejected.v1', 'tester.ImageApproved.v1').findLast(
    ({ data }) => data.index === built?.data.index,
  );
  return verdict?.type === 'tester.ImageRejected.v1' ? verdict : undefined;
}

function furthest(events: readonly ArchivedEvent[], subject: string): ArchivedEvent | undefined {
  const elsewhere = (event: ArchivedEvent): boolean =>
    subject.startsWith('sha256:') && isOfType(event, ...POINTED) && event.data.to !== subject;
  const overcome = (event: ArchivedEvent): boolean =>
    isOfType(event, ...BUILD_FAILURES) && buildFailure(events, event.data.recipe) !== event;
  const about = events.filter((event) => !elsewhere(event) && !overcome(event));
  return PLACES.map((types) => about.findLast((event) => isOfType(event, ...types))).find(
    (event) => event !== undefined,
  );
}
