import type { Host, Snapshot } from '@quench/plugin-sdk';
import { architectureOf } from '../architectures.js';
import { loadIndex } from '../index-of-packages/index.js';
import { Universe, type Suite } from './universe.js';

type Load = (platform: string, snapshots: readonly Snapshot[], host: Host) => Promise<Universe>;

/**
 * Keeps of each platform the universe of the last snapshots, since the images of a catalog share them, and tests of images
 * for one platform are resolved for another.
 */
export function lastUniverses(): Load {
  const last = new Map<string, { readonly key: string; readonly universe: Promise<Universe> }>();
  return (platform, snapshots, host) => {
    const key = keyOf(snapshots);
    const known = last.get(platform);
    if (known?.key === key) return known.universe;
    const kept = { key, universe: load(platform, snapshots, host) };
    last.set(platform, kept);
    // Neither a fault of the host nor a platform that is none is remembered.
    kept.universe.catch(() => last.get(platform) === kept && last.delete(platform));
    return kept.universe;
  };
}

const keyOf = (snapshots: readonly Snapshot[]): string =>
  snapshots
    .flatMap(({ source, indexes }) => [source.origin, source.suite, ...indexes.map(({ plainDigest }) => plainDigest)])
    .join('\n');

const load: Load = async (platform, snapshots, host) => {
  const architecture = architectureOf(platform);
  return new Universe(await suitesOf(platform, snapshots, host), architecture);
};

/** The indexes that snapshots have for a platform, in their order. */
export async function suitesOf(
  platform: string,
  snapshots: readonly Snapshot[],
  host: Host,
): Promise<readonly Suite[]> {
  const suites: Suite[] = [];
  for (const { source, indexes } of snapshots) {
    for (const { plainDigest } of indexes.filter((index) => index.platform === platform)) {
      suites.push({ source, index: await loadIndex(plainDigest, host) });
    }
  }
  return suites;
}
