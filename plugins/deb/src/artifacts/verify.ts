import { PluginError, type Artifacts, type Dependency, type Snapshot, type SnapshotSource } from '@quench/plugin-sdk';
import { loadIndex, type IndexedPackage } from '../index-of-packages/index.js';

/** Whether one of the snapshots names exactly this file, and who signed it: an archive may have put another in its place since. */
export const verify: Artifacts['verify'] = async (dependency, snapshots, host) => {
  let other: SnapshotSource | undefined;
  for (const snapshot of snapshots.filter((candidate) => isFrom(dependency, candidate))) {
    for (const { plainDigest } of snapshot.indexes) {
      const known = (await loadIndex(plainDigest, host)).find(dependency.name);
      const named = known.filter((one) => isRelease(one, dependency));
      if (named.some((one) => isFile(one, dependency))) {
        return snapshot.signedBy.map((by) => ({ kind: 'signature', by }) as const);
      }
      if (named.length > 0) other = snapshot.source;
    }
  }
  if (other === undefined) return [];
  throw new PluginError(
    'not-authentic',
    `${dependency.purl} is said to be ${dependency.sha256} of ${dependency.size} bytes; ${other.suite} ` +
      `vouches for another file of that version.`,
  );
};

const isFrom = ({ from }: Dependency, { source }: Snapshot): boolean =>
  source.origin === from.origin && source.suite === from.suite;

const isRelease = (one: IndexedPackage, { version, architecture }: Dependency): boolean =>
  one.version === version && one.architecture === architecture;

const isFile = (one: IndexedPackage, { sha256, size, path }: Dependency): boolean =>
  `sha256:${one.sha256}` === sha256 && one.size === size && one.filename === path;
