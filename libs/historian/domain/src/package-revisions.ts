import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes, type ArchivedAs } from './known-event.js';
import type { PlacedSubject } from './placed-ranges.js';

export type Lock = ArchivedAs<'builder.LockResolved.v1'>;

/** A package, and the version asked about, if one was. */
export interface Release {
  readonly name: string;
  readonly version?: string | undefined;
  /** Where the line takes files of its releases. */
  readonly placed?: Pick<PlacedSubject, 'packages' | 'isAbout'> | undefined;
}

type Change = Lock['data']['changes'][number];

/** What a lock changes of a package: one that is placed by two ranges may be there in two versions. */
export const changesOf = ({ data }: Lock, { name, placed }: Omit<Release, 'version'>): readonly Change[] =>
  data.changes.filter((change) => {
    if (placed === undefined) return change.name === name;
    const versions = [change.from, change.to].filter((version) => version !== undefined);
    return placed.packages.includes(change.name) && versions.some((version) => placed.isAbout(version));
  });

/** Whether a lock brings the release; without a version, any of the package. A lock that drops it brings none. */
const brings = (lock: Lock, release: Release): boolean =>
  changesOf(lock, release).some(({ to }) => to !== undefined && (release.version ?? to) === to);

const names = (lock: Lock, release: Release): boolean => changesOf(lock, release).length > 0;

/** The newest lock that brought a release. @param events oldest first */
export const broughtBy = (events: readonly ArchivedEvent[], release: Release): Lock | undefined =>
  ofTypes(events, 'builder.LockResolved.v1').findLast((lock) => brings(lock, release));

/** Whether a lock changes other versions only, which is about other places where several have the package. */
const isAboutOthers = (lock: Lock, release: Release): boolean =>
  release.placed !== undefined &&
  release.version !== undefined &&
  changesOf(lock, release).every(({ from, to }) => from !== release.version && to !== release.version);

/** The revisions of an image that contain a release: each lock tells only what differs from the one before. */
export function revisionsWith(events: readonly ArchivedEvent[], release: Release): ReadonlySet<number> {
  const found = new Set<number>();
  let contained = false;
  for (const lock of ofTypes(events, 'builder.LockResolved.v1')) {
    if (names(lock, release) && !isAboutOthers(lock, release)) contained = brings(lock, release);
    if (contained) found.add(lock.data.revision);
  }
  return found;
}

/** The lock that dropped a package, unless one after it brought the package again. @param events oldest first */
export function droppedBy(events: readonly ArchivedEvent[], { name, placed }: Release): Lock | undefined {
  const last = ofTypes(events, 'builder.LockResolved.v1').findLast((lock) => names(lock, { name, placed }));
  return last === undefined || brings(last, { name, placed }) ? undefined : last;
}
