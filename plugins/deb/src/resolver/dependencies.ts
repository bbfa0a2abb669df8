import type { Dependencies, Dependency, Naming } from '@quench/plugin-sdk';
import { findClosure } from './closure.js';
import { explain, explainUnknown } from './explain.js';
import { MANIFEST, readManifest } from './manifest.js';
import { prune } from './prune.js';
import { lastUniverses } from './last-universes.js';
import type { Version } from './universe.js';

/**
 * Resolves package names as apt would on an empty system. What it keeps is named by digests, so the answer depends on the
 * arguments alone.
 */
export function dependencies(naming: Pick<Naming, 'describe'>): Dependencies {
  const universes = lastUniverses();
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
      const packages = await universes(options.platform, options.snapshots, host);
      const closure = findClosure(names, packages);
      if (closure.kind === 'unknown') throw explainUnknown(closure.name, closure.providers, packages.names());
      if (closure.kind === 'unsatisfiable') throw explain(closure.roots, closure.marking);
      const { kept, dropped } = prune(closure.marking, closure.roots, new Set(options.without));
      const list = kept.map(({ version, requiredBy }) => ({ ...described(version), requiredBy }));
      return { dependencies: list.sort((a, b) => (a.purl < b.purl ? -1 : 1)), dropped };
    },
  };
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
