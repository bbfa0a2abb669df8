import type { ArchiveEvent, ArchiveSnapshotTaken, ArchiveSource } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** The newest snapshot that the watcher reported of an archive. A claim: the builder checks it before use. */
export interface ArchiveRow {
  readonly origin: string;
  readonly suite: string;
  readonly snapshot: ArchiveSnapshotTaken;
  /** The event that reported it. */
  readonly event: string;
}

/** `<ecosystem>/<origin>/<suite>` */
export const archiveKey = ({ ecosystem, origin, suite }: ArchiveSource): string => `${ecosystem}/${origin}/${suite}`;

export const archives: Projection<ArchiveRow, ArchiveEvent> = {
  name: 'builder-archives',
  version: 1,
  producer: 'watcher',
  types: ['watcher.ArchiveSnapshotTaken.v1'],
  keys: ({ data }) => [archiveKey(data.source)],
  apply(_rows, event) {
    if (event.type !== 'watcher.ArchiveSnapshotTaken.v1') return new Map();
    const { origin, suite } = event.data.source;
    const row: ArchiveRow = { origin, suite, snapshot: event.data, event: event.id };
    return new Map([[archiveKey(event.data.source), row]]);
  },
};
