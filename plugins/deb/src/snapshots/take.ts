import { PluginError, type Host, type Snapshot, type SnapshotIndex, type Snapshots } from '@quench/plugin-sdk';
import { findRelease, suiteUrl, type FoundRelease } from './find-release.js';
import { fetchIndex, isOffered, namedIndexes, type NamedIndex } from './indexes.js';
import type { Release } from './release.js';

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
  const folder = suiteUrl(registry, source);
  const fetched = await Promise.all(
    named.map(async (of) => ({ of, index: await fetchIndex(of, folder, release, host) })),
  );
  const indexes = wholePlatforms(release, fetched);
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

interface Fetched {
  readonly of: NamedIndex;
  /** Undefined when it is not there. */
  readonly index: SnapshotIndex | undefined;
}

/**
 * The indexes of the platforms that have all of theirs: a mirror may have those of one before those of another. One that was
 * left out is neither there nor lacking, and so asked for again.
 */
function wholePlatforms({ codename }: Release, fetched: readonly Fetched[]): readonly SnapshotIndex[] {
  const missing = fetched.filter(({ index }) => index === undefined).map(({ of }) => of);
  const whole = fetched.flatMap(({ of, index }) =>
    index === undefined || missing.some(({ platform }) => platform === of.platform) ? [] : [index],
  );
  const [first] = missing;
  if (whole.length > 0 || first === undefined) return whole;
  throw new PluginError(
    'malformed-response',
    `The signed index of ${codename} names ${first.path}, which is not there.`,
  );
}

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
