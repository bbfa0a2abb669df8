import {
  PluginError,
  type Dependencies,
  type Dependency,
  type Host,
  type Naming,
  type Snapshot,
} from '@quench/plugin-sdk';
import { loadIndex } from '../index-of-packages/index.js';
import { findClosure } from './closure.js';
import { explain, explainUnknown } from './explain.js';
import { MANIFEST, readManifest } from './manifest.js';
import { prune } from './prune.js';
import { Universe, type Suite, type Version } from './universe.js';

const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['linux/amd64', 'amd64'],
  ['linux/arm64', 'arm64'],
]);

/**
 * Resolves package names as apt would on an empty system.
 *
 * Keeps the indexes of the last snapshots in memory, since the images of a catalog share them. What it keeps is named by
 * digests, so the answer depends on the arguments alone.
 */
export function dependencies(naming: Pick<Naming, 'describe'>): Dependencies {
  let last: { readonly key: string; readonly universe: Promise<Universe> } | undefined;
  const known = new WeakMap<Version, Omit<Dependency, 'requiredBy'>>();
  const described = (version: Version): Omit<Dependency, 'requiredBy'> => {
    const found = known.get(version) ?? dependency(version, naming);
    known.set(version, found);
    return found;
  };
  return {
    manifests: [MANIFEST],
    async resolve(project, options, host) {
      const names = readManifest(project);
      const key = keyOf(options.snapshots, options.platform);
      if (last?.key !== key) last = { key, universe: load(options.snapshots, options.platform, host) };
      const { universe } = last;
      // A fault of the host is not remembered.
      universe.catch(() => (last = last?.universe === universe ? undefined : last));
      const packages = await universe;
      const closure = findClosure(names, packages);
      if (closure.kind === 'unknown') throw explainUnknown(closure.name, closure.providers, packages.names());
      if (closure.kind === 'unsatisfiable') throw explain(closure.roots, closure.marking);
      const { kept, dropped } = prune(closure.marking, closure.roots, new Set(options.without));
      const list = kept.map(({ version, requiredBy }) => ({ ...described(version), requiredBy }));
      return { dependencies: list.sort((a, b) => (a.purl < b.purl ? -1 : 1)), dropped };
    },
  };
}

const keyOf = (snapshots: readonly Snapshot[], platform: string): string =>
  [
    platform,
    ...snapshots.flatMap(({ source, indexes }) => [
      source.origin,
      source.suite,
      ...indexes.map(({ plainDigest }) => plainDigest),
    ]),
  ].join('\n');

async function load(snapshots: readonly Snapshot[], platform: string, host: Host): Promise<Universe> {
  const architecture = ARCHITECTURES.get(platform);
  if (architecture === undefined) {
    const known = [...ARCHITECTURES.keys()].join(', ');
    throw new PluginError('unsupported', `packages for ${platform} cannot be resolved; expected one of ${known}`);
  }
  const suites: Suite[] = [];
  for (const { source, indexes } of snapshots) {
    for (const { plainDigest } of indexes.filter((index) => index.platform === platform)) {
      suites.push({ source, index: await loadIndex(plainDigest, host) });
    }
  }
  return new Universe(suites, architecture);
}

function dependency(version: Version, naming: Pick<Naming, 'describe'>): Omit<Dependency, 'requiredBy'> {
  const { architecture, sha256, size, filename, source } = version.file;
  const name = version.package.name;
  return {
    purl: naming.describe({ name, version: version.version, qualifiers: { arch: architecture } }),
    name,
    version: version.version,
    architecture,
    source: sourceOf(source, name, version.version),
    sha256: `sha256:${sha256}`,
    size,
    path: filename,
    from: version.suite,
  };
}

/** `Source: name (version)`; either part is left out where it equals the package's own. */
function sourceOf(field: string | undefined, name: string, version: string): Dependency['source'] {
  const match = /^(\S+)(?:\s*\(([^)]+)\))?$/.exec(field ?? '');
  return { name: match?.[1] ?? name, version: match?.[2] ?? version };
}
