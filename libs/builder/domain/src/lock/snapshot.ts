import type { ArchiveSnapshotTaken, LockedSnapshot } from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import type { Snapshot } from '@quench/plugin-sdk';

/** A reported snapshot as the plugin takes it. */
export const reportedSnapshot = (event: ArchiveSnapshotTaken): Snapshot => ({
  source: { origin: event.source.origin, suite: event.source.suite },
  signed: event.signed as Digest,
  date: event.date,
  validUntil: event.validUntil,
  freshness: event.freshness,
  signedBy: event.signedBy,
  indexes: event.indexes.map(({ path, platform, digest, plainDigest }) => ({
    path,
    platform,
    digest: digest as Digest,
    plainDigest: plainDigest as Digest,
  })),
});

/** A checked snapshot as a lock keeps it. */
export const lockedSnapshot = (ecosystem: string, snapshot: Snapshot): LockedSnapshot => ({ ecosystem, ...snapshot });

/** A kept snapshot as the plugin takes it. */
export const keptSnapshot = ({
  source,
  signed,
  date,
  validUntil,
  freshness,
  signedBy,
  indexes,
}: LockedSnapshot): Snapshot =>
  reportedSnapshot({
    source: { ecosystem: '', ...source },
    signed,
    date,
    ...(validUntil !== undefined && { validUntil }),
    freshness,
    signedBy,
    indexes,
    changes: { added: 0, updated: 0, removed: 0, list: signed },
    plugin: '',
  });
