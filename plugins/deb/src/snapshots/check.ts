import { PluginError, type Host, type Snapshot, type SnapshotIndex } from '@quench/plugin-sdk';
import { loadIndex } from '../index-of-packages/index.js';
import { MAX_RELEASE_BYTES } from './find-release.js';
import { isKnown } from '../architectures.js';
import { isOffered, namedIndexes } from './indexes.js';
import type { Release } from './release.js';
import { keysOfSuite, lists, verifyRelease } from './trust.js';

/** What the held signed index says, for one who was only told of a snapshot. */
export async function check(snapshot: Snapshot, host: Host): Promise<Snapshot> {
  const bytes = await host.read(snapshot.signed, { maxBytes: MAX_RELEASE_BYTES });
  const { source } = snapshot;
  const keys = keysOfSuite(host.registries, source.suite);
  const { release, signedBy } = await verifyRelease(bytes, source, keys, host);
  if (snapshot.indexes.length === 0) throw notAuthentic(snapshot, 'it names no index');
  const { lacking = [] } = snapshot;
  const platforms = [...new Set(snapshot.indexes.map(({ platform }) => platform))];
  // Whoever took it would have been refused such a platform.
  const unknown = [...platforms, ...lacking].find((platform) => !isKnown(platform));
  if (unknown !== undefined) throw notAuthentic(snapshot, `nobody can have read it for ${unknown}`);
  const indexes = platforms.flatMap((platform) => indexesOf(snapshot, release, platform));
  // What is read of an index is made from its text, after the text's digest was checked, and kept under that digest.
  for (const { plainDigest } of indexes) await loadIndex(plainDigest, host);
  const there = lacking.find((platform) => isOffered(release, platform));
  if (there !== undefined) throw notAuthentic(snapshot, `it is said to have nothing for ${there}, and has`);
  const { date, validUntil } = release;
  const enforced = !mayBeUnchecked(host, source.suite) || snapshot.freshness === 'checked';
  const freshness = enforced && validUntil !== undefined ? 'checked' : 'unchecked';
  const said = { source, signed: snapshot.signed, date, validUntil, freshness, signedBy, indexes } as const;
  return lacking.length === 0 ? said : { ...said, lacking };
}

/** Only the configuration may say that an index is used beyond its time, not whoever told of it. */
const mayBeUnchecked = ({ registries }: Host, suite: string): boolean =>
  registries.some(
    (registry) =>
      registry.details['checkValidUntil'] === false && (registry.details['added'] !== true || lists(registry, suite)),
  );

/** The indexes of a platform in the signed text, which have to be those of the snapshot. */
function indexesOf(snapshot: Snapshot, release: Release, platform: string): readonly SnapshotIndex[] {
  const signed = namedIndexes(release, platform).map(({ path, digest, plainDigest }) => ({
    path,
    platform,
    digest,
    plainDigest,
  }));
  const told = snapshot.indexes.filter((index) => index.platform === platform);
  const equal = signed.every((index) => told.some((other) => sameIndex(index, other)));
  if (!equal || told.length !== signed.length) {
    throw notAuthentic(snapshot, `its indexes for ${platform} are not those that were signed`);
  }
  return signed;
}

const sameIndex = (a: SnapshotIndex, b: SnapshotIndex): boolean =>
  a.path === b.path && a.digest === b.digest && a.plainDigest === b.plainDigest;

const notAuthentic = ({ source, signed }: Snapshot, why: string): PluginError =>
  new PluginError('not-authentic', `The snapshot ${signed} of ${source.suite} is not authentic: ${why}.`);
