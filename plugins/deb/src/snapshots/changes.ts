import type { Host, PackageChange, Snapshot, SnapshotChanges } from '@quench/plugin-sdk';
import { loadIndex } from '../index-of-packages/index.js';
import { compareVersions } from '../versions/index.js';

/** What changed between two snapshots of one source; the newest version of each name counts. */
export async function changes(before: Snapshot | undefined, after: Snapshot, host: Host): Promise<SnapshotChanges> {
  const from = before === undefined ? new Map<string, string>() : await versionsOf(before, host);
  const to = await versionsOf(after, host);
  const added: PackageChange[] = [];
  const updated: PackageChange[] = [];
  for (const [name, version] of to) {
    const old = from.get(name);
    if (old === undefined) added.push({ name, to: version });
    else if (old !== version) updated.push({ name, from: old, to: version });
  }
  const removed = [...from].filter(([name]) => !to.has(name)).map(([name, version]) => ({ name, from: version }));
  return { added: added.sort(byName), updated: updated.sort(byName), removed: removed.sort(byName) };
}

const byName = (a: PackageChange, b: PackageChange): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

async function versionsOf(snapshot: Snapshot, host: Host): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>();
  for (const plain of new Set(snapshot.indexes.map(({ plainDigest }) => plainDigest))) {
    const index = await loadIndex(plain, host);
    for (const name of new Set(index.packages())) {
      const versions = index.find(name).map(({ version }) => version);
      newest.set(name, newestOf([...versions, newest.get(name) ?? '']));
    }
  }
  return newest;
}

/** Of at least one; the empty text is older than all. */
const newestOf = (versions: readonly string[]): string =>
  versions.reduce((best, version) => (best === '' || compareVersions(best, version) < 0 ? version : best));
