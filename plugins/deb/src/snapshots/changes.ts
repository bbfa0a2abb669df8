import type { Host, PackageChange, Snapshot, SnapshotChanges } from '@quench/plugin-sdk';
import { loadIndex } from '../index-of-packages/index.js';
import { compareVersions } from '../versions/index.js';

/** Versions by platform. */
type Versions = ReadonlyMap<string, string>;

/**
 * What changed between two snapshots of one source; the newest version of each name counts, for each platform: one gets a
 * release before the other. What another platform has already is not new, and what one of them keeps is not gone.
 */
export async function changes(before: Snapshot | undefined, after: Snapshot, host: Host): Promise<SnapshotChanges> {
  const from = before === undefined ? new Map<string, Versions>() : await versionsOf(before, host);
  const to = await versionsOf(after, host);
  const added: PackageChange[] = [];
  const updated: PackageChange[] = [];
  for (const [name, versions] of to) {
    const old = from.get(name);
    if (old === undefined) added.push({ name, to: newestOf([...versions.values()]) });
    else updated.push(...updateOf(name, old, versions));
  }
  const removed = [...from]
    .filter(([name]) => !to.has(name))
    .map(([name, versions]) => ({ name, from: newestOf([...versions.values()]) }));
  return { added: added.sort(byName), updated: updated.sort(byName), removed: removed.sort(byName) };
}

/** One at most: the update to the newest version, of the first platform in order that has it. */
function updateOf(name: string, from: Versions, to: Versions): readonly PackageChange[] {
  const both = [...to.keys()].filter((platform) => from.has(platform)).sort();
  const pairs = both.map((platform) => ({ from: from.get(platform) ?? '', to: to.get(platform) ?? '' }));
  const moved = { from: newestOf([...from.values()]), to: newestOf([...to.values()]) };
  const differing = (pairs.length === 0 ? [moved] : pairs).filter((pair) => pair.from !== pair.to);
  const newest = newestOf(differing.map((pair) => pair.to));
  return differing
    .filter((pair) => pair.to === newest)
    .slice(0, 1)
    .map((pair) => ({ name, ...pair }));
}

const byName = (a: PackageChange, b: PackageChange): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** By name. */
async function versionsOf(snapshot: Snapshot, host: Host): Promise<ReadonlyMap<string, Versions>> {
  const newest = new Map<string, Map<string, string>>();
  for (const { platform, plainDigest } of snapshot.indexes) {
    const index = await loadIndex(plainDigest, host);
    for (const name of new Set(index.packages())) {
      const byPlatform = newest.get(name) ?? new Map<string, string>();
      const versions = index.find(name).map(({ version }) => version);
      byPlatform.set(platform, newestOf([...versions, byPlatform.get(platform) ?? '']));
      newest.set(name, byPlatform);
    }
  }
  return newest;
}

/** The empty text is older than all. */
const newestOf = (versions: readonly string[]): string =>
  versions.reduce((best, version) => (best === '' || compareVersions(best, version) < 0 ? version : best), '');
