import { PluginError, type Host, type Snapshot, type Snapshots } from '@quench/plugin-sdk';
import { findRelease, suiteUrl, type FoundRelease } from './find-release.js';
import { fetchIndex, isOffered, namedIndexes } from './indexes.js';

/** How far an archive's clock may be before ours. */
const MAX_AHEAD_MS = 86_400_000;

/** The archive now, or undefined when it is as it was. */
export const take: Snapshots['take'] = async (source, { previous, platforms, now }, host) => {
  const found = await findRelease(source, host);
  const enforced = found.registry.details['checkValidUntil'] !== false;
  if (enforced) refuseExpired(found, now);
  if (enforced && found.registry.details['checkDate'] !== false) refuseFuture(found, now);
  if (previous?.signed === host.hash(found.bytes)) return undefined;
  if (previous !== undefined) refuseOlder(found, previous);
  const { release, signedBy, bytes, registry } = found;
  const asked = [...new Set(platforms)].sort();
  const lacking = asked.filter((platform) => !isOffered(release, platform));
  // An archive that has nothing at all for what it is asked for is a mistake, not a gap.
  const offered = lacking.length === asked.length ? asked : asked.filter((platform) => !lacking.includes(platform));
  const named = offered.flatMap((platform) => namedIndexes(release, platform));
  const indexes = await Promise.all(named.map((index) => fetchIndex(index, suiteUrl(registry, source), release, host)));
  const { digest } = await host.keep(bytes);
  return {
    source,
    signed: digest,
    date: release.date,
    validUntil: release.validUntil,
    freshness: enforced && release.validUntil !== undefined ? 'checked' : 'unchecked',
    signedBy,
    indexes,
    ...(lacking.length > 0 && { lacking }),
  };
};

function refuseExpired({ release, registry }: FoundRelease, now: string): void {
  if (release.validUntil === undefined || Date.parse(release.validUntil) >= Date.parse(now)) return;
  throw new PluginError(
    'expired',
    `${registry.base} answered for ${release.codename} with an index that was valid until ${release.validUntil}; ` +
      `it is ${now}. The mirror is stale, or the clock of this machine is wrong.`,
  );
}

/** Once taken, it would make every true index look replayed until its date has come. */
function refuseFuture({ release, registry }: FoundRelease, now: string): void {
  if (Date.parse(release.date) <= Date.parse(now) + MAX_AHEAD_MS) return;
  throw new PluginError(
    'not-authentic',
    `${registry.base} answered for ${release.codename} with an index of ${release.date}, which is to come; ` +
      `it is ${now}. Either the archive's clock is wrong, or that of this machine.`,
  );
}

/** A suite without Valid-Until could be replayed for ever, if it were allowed to go back. */
function refuseOlder({ release, registry }: FoundRelease, previous: Snapshot): void {
  if (Date.parse(release.date) >= Date.parse(previous.date)) return;
  throw new PluginError(
    'not-authentic',
    `${registry.base} answered for ${release.codename} with an index of ${release.date}, ` +
      `although one of ${previous.date} has been seen: it was replayed, or the mirror is stale.`,
  );
}

/** Where the packages of a source are, found once. Not to be kept: the base may be gone tomorrow, and another serve it. */
export function locator(host: Host): (source: Snapshot['source']) => Promise<string> {
  const bases = new Map<string, Promise<string>>();
  return (source) => {
    const key = `${source.origin}/${source.suite}`;
    const base = bases.get(key) ?? findRelease(source, host).then(({ registry }) => registry.base);
    bases.set(key, base);
    return base;
  };
}
