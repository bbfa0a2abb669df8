import type { ArchiveSnapshotTaken, LockedSnapshot } from '@quench/contracts';
import { digest, IntegrityFault } from '@quench/kernel';
import type { Snapshot } from '@quench/plugin-sdk';

/** A reported snapshot as the plugin takes it. */
export const reportedSnapshot = (event: ArchiveSnapshotTaken): Snapshot => ({
  source: { origin: event.source.origin, suite: event.source.suite },
  signed: digest(event.signed),
  date: event.date,
  validUntil: event.validUntil,
  freshness: event.freshness,
  signedBy: event.signedBy,
  indexes: event.indexes.map(readIndex),
  ...(event.lacking !== undefined && { lacking: event.lacking }),
});

/** Whether a snapshot says of every platform what its archive has: another may be wanted since it was taken. */
export const covers = ({ indexes, lacking = [] }: Snapshot, platforms: readonly string[]): boolean =>
  platforms.every((platform) => lacking.includes(platform) || indexes.some((index) => index.platform === platform));

/** A checked snapshot as a lock keeps it. */
export const lockedSnapshot = (ecosystem: string, snapshot: Snapshot): LockedSnapshot => ({ ecosystem, ...snapshot });

/** A kept snapshot as the plugin takes it. */
export const keptSnapshot = (kept: LockedSnapshot): Snapshot => ({
  source: { origin: kept.source.origin, suite: kept.source.suite },
  signed: digest(kept.signed),
  date: kept.date,
  validUntil: kept.validUntil,
  freshness: kept.freshness,
  signedBy: kept.signedBy,
  indexes: kept.indexes.map(readIndex),
  ...(kept.lacking !== undefined && { lacking: kept.lacking }),
});

const readIndex = ({ path, platform, digest: packed, plainDigest }: LockedSnapshot['indexes'][number]) => ({
  path,
  platform,
  digest: digest(packed),
  plainDigest: digest(plainDigest),
});

/**
 * Keeps a reported snapshot from leading back to what was true once: whoever can report one could replay any that was
 * ever signed. Dates are compared, not packages: an archive may withdraw a release, under a newer date.
 * @param since what the line was locked from before
 * @throws IntegrityFault `snapshot-expired`, `snapshot-went-back`
 */
export function refuseOld(
  { source, signed, date, validUntil, freshness }: Snapshot,
  now: string,
  since: readonly LockedSnapshot[],
): void {
  const suite = `${source.origin} ${source.suite}`;
  if (freshness === 'checked' && validUntil !== undefined && Date.parse(validUntil) < Date.parse(now)) {
    throw new IntegrityFault(
      'snapshot-expired',
      `The snapshot ${signed} of ${suite} was valid until ${validUntil}. Its archive has to be asked again.`,
    );
  }
  const before = since.find((one) => one.source.origin === source.origin && one.source.suite === source.suite);
  if (before === undefined || Date.parse(date) >= Date.parse(before.date)) return;
  throw new IntegrityFault(
    'snapshot-went-back',
    `The snapshot ${signed} of ${suite} is of ${date}, although the lock was made from one of ${before.date}: ` +
      'it was replayed, or its mirror is stale.',
  );
}
