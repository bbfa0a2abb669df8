import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  imageVersion,
  LAYOUT_VERSION,
  lockedPackage,
  planLayers,
  readDefinition,
  recipe,
} from '@quench/builder-domain';
import { definedLines, type LockedPackage, type PlannedLayer, type Recipe } from '@quench/contracts';
import { FolderContentStore } from '@quench/platform/content-store';
import { codecVersion } from '@quench/platform/image-assembly';
import { createPluginHost, type PluginHost } from '@quench/platform/plugin-host';
import type { DistributionPlugin, Snapshot } from '@quench/plugin-sdk';
import { deb } from '@quench/plugin-deb';

export const PLATFORM = 'linux/amd64';

/** A plugin with a host, and the archives of a distribution as they are now. */
export interface ArchiveInputs {
  readonly plugin: DistributionPlugin;
  readonly host: PluginHost;
  readonly content: FolderContentStore;
  readonly snapshots: readonly Snapshot[];
}

/** All that the assembly of one image reads, its packages in the content store. */
export interface BuildInputs {
  readonly recipe: Recipe;
  readonly packages: readonly LockedPackage[];
  readonly plan: readonly PlannedLayer[];
  /** The names that the definition asks for, and what they were resolved in: for peers that resolve themselves. */
  readonly asked: readonly string[];
  readonly snapshots: readonly Snapshot[];
}

/** Where the contents are that benches share. */
export const contentOf = (folder: string): FolderContentStore => new FolderContentStore(join(folder, 'content'));

/** Takes Debian's archives as they are now. */
export async function archiveInputs(folder: string): Promise<ArchiveInputs> {
  const plugin = deb();
  const content = contentOf(folder);
  const host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'derived') });
  const now = new Date().toISOString();
  const options = { previous: undefined, platforms: [PLATFORM], now };
  const sources = plugin.snapshots.sources('debian/trixie', ['release', 'updates', 'security']);
  const taken = await Promise.all(sources.map((source) => plugin.snapshots.take(source, options, host)));
  return { plugin, host, content, snapshots: taken.flatMap((snapshot) => snapshot ?? []) };
}

/** Resolves an image of the catalog and brings its packages. Answers the file that says what it consists of. */
export async function buildInputs(root: string, folder: string, image: string): Promise<string> {
  const file = `${image}.yaml`;
  const text = await readFile(join(root, 'catalog', file), 'utf8');
  const read = readDefinition(file, text, new Map());
  // Peers install what the distribution has.
  const definition = 'image' in read ? definedLines(read).find(({ places }) => places === undefined) : undefined;
  if (definition === undefined) throw new Error(`${file}: ${JSON.stringify(read)}`);
  const { plugin, host, snapshots } = await archiveInputs(folder);
  const project = new Map([[plugin.dependencies.manifests[0] ?? '', `${definition.packages.join('\n')}\n`]]);
  const without = plugin.install.unneeded.map(({ name }) => name);
  const resolution = await plugin.dependencies.resolve(project, { platform: PLATFORM, snapshots, without }, host);
  const artifacts = await plugin.artifacts.locate(resolution.dependencies, host);
  await Promise.all(artifacts.map((artifact) => host.store(artifact)));
  await host.close();
  const made = recipe({
    definition,
    platform: PLATFORM,
    versions: {
      filter: { [plugin.ecosystem]: plugin.install.filterVersion },
      codec: codecVersion,
      layout: LAYOUT_VERSION,
    },
    resolution,
    releases: [],
    placed: { links: {}, programs: [] },
    imageVersion: imageVersion(
      { definition, prod: definition },
      resolution.dependencies,
      plugin.versions.parts,
      new Map(),
    ),
  });
  const packages = resolution.dependencies.map(lockedPackage);
  const asked = definition.packages;
  const inputs: BuildInputs = { recipe: made, packages, plan: planLayers(made.packages), asked, snapshots };
  const path = join(folder, `${image}.json`);
  await writeFile(path, JSON.stringify(inputs));
  return path;
}

/** The same image without its smallest package. */
export function withoutOne(inputs: BuildInputs): BuildInputs {
  const { recipe: made, packages } = inputs;
  const [smallest] = [...made.packages].sort((a, b) => a.size - b.size);
  const kept = made.packages.filter(({ purl }) => purl !== smallest?.purl);
  return {
    ...inputs,
    recipe: { ...made, packages: kept },
    packages: packages.filter(({ purl }) => purl !== smallest?.purl),
    plan: planLayers(kept),
  };
}
