import { sha256 } from '@quench/kernel';
import { deb } from '@quench/plugin-deb';
import type { Dependency, DistributionPlugin, Host, Resolution, Snapshot } from '@quench/plugin-sdk';
import { Ecosystems, type ContentStore, type Ecosystem } from '@quench/ports';

/** Packages that every image has besides its own; the first is in another version in every snapshot. */
const BASE = ['libc6', ...Array.from({ length: 11 }, (_none, index) => `base-${String(index + 1)}`)];

/** The file of a package: its name and version, so that its digest tells them apart. */
const bytesOf = (name: string, version: string): Buffer => Buffer.from(`${name} ${version}\n`);

const versionOf = (name: string, { date }: Snapshot): string =>
  name === BASE[0] ? `1.${String(Date.parse(date))}` : '1.0';

function dependency(name: string, snapshot: Snapshot, requiredBy: string | undefined): Dependency {
  const version = versionOf(name, snapshot);
  const bytes = bytesOf(name, version);
  return {
    purl: `pkg:deb/debian/${name}@${version}?arch=all`,
    name,
    version,
    architecture: 'all',
    source: { name, version },
    sha256: sha256(bytes),
    size: bytes.byteLength,
    path: `${name}/${version}`,
    from: snapshot.source,
    requiredBy,
  };
}

/** Answers at once: what is measured is the road of a job, and not how long resolving takes. */
function resolve(names: readonly string[], [snapshot]: readonly Snapshot[]): Resolution {
  if (snapshot === undefined) return { dependencies: [], dropped: [] };
  const [first] = names;
  const own = names.map((name) => dependency(name, snapshot, undefined));
  return { dependencies: [...own, ...BASE.map((name) => dependency(name, snapshot, first))], dropped: [] };
}

/** Debian's plugin with archives that are made up: any package exists, and nothing has to be asked for. */
function generatedPlugin(): DistributionPlugin {
  const plugin = deb();
  return {
    ...plugin,
    snapshots: {
      ...plugin.snapshots,
      check: (snapshot) => Promise.resolve(snapshot),
    },
    dependencies: {
      manifests: plugin.dependencies.manifests,
      resolve: (project, { snapshots }) =>
        Promise.resolve(resolve([...project.values()].join('\n').split('\n').filter(Boolean), snapshots)),
    },
    artifacts: {
      locate: (dependencies) =>
        Promise.resolve(
          dependencies.map(({ purl, path: url, sha256: of, size }) => ({ purl, url, checksums: [of], maxBytes: size })),
        ),
      verify: () => Promise.resolve([{ kind: 'signature', by: 'generated' }]),
      fixes: () => Promise.resolve({ fixed: [], lost: [] }),
      difference: () =>
        Promise.resolve({ added: [], removed: [], changed: [], scripts: [], setuid: [], listeners: [] }),
    },
  };
}

/** Holds files that it makes itself. Nothing else is asked of it. */
const generatedHost = (content: ContentStore): Host =>
  ({
    registries: [],
    store: async ({ url }: { readonly url: string }) => {
      const [name = '', version = ''] = url.split('/');
      return content.write(bytesOf(name, version));
    },
  }) satisfies Pick<Host, 'registries' | 'store'> as unknown as Host;

/** The ecosystem of an archive that was never written down. */
export class GeneratedEcosystems extends Ecosystems {
  private readonly ecosystem: Ecosystem;

  constructor(content: ContentStore) {
    super();
    this.ecosystem = { plugin: generatedPlugin(), host: generatedHost(content) };
  }

  override get(): Ecosystem {
    return this.ecosystem;
  }
}
