import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes, type ArchivedAs } from './known-event.js';

export type Lock = ArchivedAs<'builder.LockResolved.v1'>;

/** A package, and the version asked about, if one was. */
export interface Release {
  readonly name: string;
  readonly version?: string | undefined;
}

/** Whether a lock brings the release; without a version, any of the package. A lock that drops it brings none. */
const brings = ({ data }: Lock, { name, version }: Release): boolean =>
  data.changes.some(
    (change) => change.name === name && change.to !== undefined && (version ?? change.to) === change.to,
  );

const names = ({ data }: Lock, { name }: Release): boolean => data.changes.some((change) => change.name === name);

/** The newest lock that brought a release. @param events oldest first */
export const broughtBy = (events: readonly ArchivedEvent[], release: Release): Lock | undefined =>
  ofTypes(events, 'builder.LockResolved.v1').findLast((lock) => brings(lock, release));

/** The revisions of an image that contain a release: each lock tells only what differs from the one before. */
export function revisionsWith(events: readonly ArchivedEvent[], release: Release): ReadonlySet<number> {
  const found = new Set<number>();
  let contained = false;
  for (const lock of ofTypes(events, 'builder.LockResolved.v1')) {
    if (names(lock, release)) contained = brings(lock, release);
    if (contained) found.add(lock.data.revision);
  }
  return found;
}

/** The lock that dropped a package, unless one after it brought the package again. @param events oldest first */
export function droppedBy(events: readonly ArchivedEvent[], { name }: Release): Lock | undefined {
  const last = ofTypes(events, 'builder.LockResolved.v1').findLast((lock) => names(lock, { name }));
  return last === undefined || brings(last, { name }) ? undefined : last;
}
