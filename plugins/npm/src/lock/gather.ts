import { PluginError, type ProjectDependency, type Purl } from '@quench/plugin-sdk';
import type { FetchedRelease } from './locked-release.js';

/** What is known of a release at its path besides. */
export interface Surroundings {
  readonly programsAt: (path: string) => ProjectDependency['places'][number]['programs'];
  readonly requiredBy: ReadonlyMap<string, string | undefined>;
  readonly registryOf: (name: string) => ProjectDependency['registry'];
}

/**
 * One dependency of each release, at all of its places, sorted by purl.
 * @throws PluginError `malformed-input` when one release is said to be two files
 */
export function gather(releases: readonly FetchedRelease[], around: Surroundings): readonly ProjectDependency[] {
  const byPurl = new Map<Purl, FetchedRelease[]>();
  for (const release of releases) byPurl.set(release.purl, [...(byPurl.get(release.purl) ?? []), release]);
  return [...byPurl.values()].map((same) => dependencyOf(same, around)).sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

function dependencyOf(same: readonly FetchedRelease[], around: Surroundings): ProjectDependency {
  const [first] = same;
  if (first === undefined) throw new RangeError('A release is at one place at least.');
  const { purl, name, version, checksums, url } = first;
  if (same.some((one) => one.checksums.join() !== checksums.join())) {
    throw new PluginError('malformed-input', `The lock file names two files for ${purl}, of other integrity.`);
  }
  const paths = same.map(({ path }) => path).sort();
  // What the project asks for itself, it asks for wherever else the release is.
  const askers = paths.map((path) => around.requiredBy.get(path));
  return {
    ...{ purl, name, version, checksums, url },
    registry: around.registryOf(name),
    places: paths.map((path) => ({ path, programs: around.programsAt(path) })),
    requiredBy: askers.includes(undefined) ? undefined : askers[0],
  };
}
