import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, ofTypes, type ArchivedAs } from './known-event.js';

type Snapshot = ArchivedAs<'watcher.ArchiveSnapshotTaken.v1'>;

/** The events by which the factory notices that there is something new. */
export const NOTICED_TYPES = ['watcher.ArchiveSnapshotTaken.v1', 'watcher.ReleaseDiscovered.v1'] as const;

/** Where to find what led to an event, and snapshots by what their archives signed. */
export interface NoticedIndex {
  readonly byId: ReadonlyMap<string, ArchivedEvent>;
  readonly bySigned: ReadonlyMap<string, Snapshot>;
}

/** @param events oldest first; causes that are not among them count as none */
export const noticedIndex = (events: readonly ArchivedEvent[]): NoticedIndex => ({
  byId: new Map(events.map((event) => [event.id, event])),
  bySigned: new Map(ofTypes(events, 'watcher.ArchiveSnapshotTaken.v1').map((one) => [one.data.signed, one])),
});

/** Cause of an event that somebody asked for by hand, or that a resync made good: it names none. */
const isRoot = ({ causes }: ArchivedEvent): boolean => causes.length === 0;

/**
 * When the factory noticed what an event follows from: the oldest snapshot or release of a package among its causes. Where it names no cause at
 * all, the newest of the snapshots that it was made from; undefined where no snapshot led to it.
 */
export function noticedAt(
  event: ArchivedEvent & { readonly data: { readonly snapshots: readonly string[] } },
  index: NoticedIndex,
): string | undefined {
  if (!isRoot(event)) return snapshotsBehind(event, index).sort()[0];
  const taken = event.data.snapshots.flatMap((signed) => index.bySigned.get(signed)?.sequencedAt ?? []);
  return taken.sort().at(-1);
}

function snapshotsBehind(event: ArchivedEvent, { byId }: NoticedIndex): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  let wanted = event.causes;
  while (wanted.length > 0) {
    const fresh = wanted.filter((id) => !seen.has(id)).flatMap((id) => byId.get(id) ?? []);
    for (const id of wanted) seen.add(id);
    const taken = fresh.filter((one) => isOfType(one, ...NOTICED_TYPES));
    found.push(...taken.map(({ sequencedAt }) => sequencedAt));
    // A snapshot's own causes are why it was looked for, not what it brought.
    wanted = fresh.filter((one) => !taken.some(({ id }) => id === one.id)).flatMap(({ causes }) => causes);
  }
  return found;
}
