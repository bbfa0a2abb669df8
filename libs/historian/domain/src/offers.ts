import type { ArchivedAs } from './known-event.js';
import type { Offer } from './why-not.js';

/** What a snapshot changed of one package, as the list that it names says. */
export interface SnapshotChange {
  readonly snapshot: ArchivedAs<'watcher.ArchiveSnapshotTaken.v1'>;
  /** Undefined when the package is no longer there. */
  readonly to: string | undefined;
}

/** What each archive has of a package after all its snapshots. @param changes of that package, oldest first */
export function offersOf(changes: readonly SnapshotChange[]): readonly Offer[] {
  const found = new Map<string, Offer>();
  for (const { snapshot, to } of changes) {
    const { origin, suite } = snapshot.data.source;
    const archive = `${origin} ${suite}`;
    if (to === undefined) found.delete(archive);
    else found.set(archive, { archive, version: to, snapshot });
  }
  return [...found.values()];
}
