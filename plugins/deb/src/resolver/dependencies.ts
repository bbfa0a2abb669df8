import type { Dependencies, Dependency, Naming, PluginError } from '@quench/plugin-sdk';
import { findClosure, type Closure } from './closure.js';
import { explain, explainUnknown } from './explain.js';
import { MANIFEST, readManifest } from './manifest.js';
import { blamePins, explainPin, findPins, type Pins } from './pins.js';
import { prune } from './prune.js';
import { lastUniverses, suitesOf } from './last-universes.js';
import { Universe, type Version } from './universe.js';

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
      const { snapshots, platform, pins: asked = [], keep = [] } = options;
      const all = await universes(platform, snapshots, host);
      const pins = await findPins(asked, all.suites, () => suitesOf(platform, keep, host));
      const packages = pins.size === 0 ? all : new Universe(all.suites, all.architecture, pins);
      const closure = findClosure(names, packages);
      if (closure.kind === 'unknown') throw refusal(closure, packages, pins);
      if (closure.kind === 'unsatisfiable') throw blamePins(explain(closure.roots, closure.marking), pins);
      const { kept, dropped } = prune(closure.marking, closure.roots, new Set(options.without));
      const list = kept.map(({ version, requiredBy }) => ({ ...described(version), requiredBy }));
      return { dependencies: list.sort((a, b) => (a.purl < b.purl ? -1 : 1)), dropped };
    },
  };
}

type Unknown = Extract<Closure, { readonly kind: 'unknown' }>;

/** Of a name that nothing is called, or nothing in the version that it is held back at. */
function refusal({ name, providers }: Unknown, packages: Universe, pins: Pins): PluginError {
  const pin = pins.get(name);
  return pin === undefined ? explainUnknown(name, providers, packages.names()) : explainPin(name, pin);
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
