import { createHash } from 'node:crypto';
import type { Artifact, Dependency, Host, ImageEntry, Resolution, Snapshot } from '@quench/plugin-sdk';
import type { deb } from '@quench/plugin-deb';

type Deb = ReturnType<typeof deb>;

/** An image as the plugin lays it out, by path. */
export interface InstalledImage {
  readonly resolution: Resolution;
  readonly entries: ReadonlyMap<string, ImageEntry>;
  /** Paths that two owners mention other than as a directory. */
  readonly collisions: readonly string[];
}

/** Resolves, fetches and unpacks what an image of some packages has, without building it. */
export async function installImage(
  names: readonly string[],
  plugin: Deb,
  snapshots: readonly Snapshot[],
  host: Host,
): Promise<InstalledImage> {
  const without = plugin.install.unneeded.map(({ name }) => name);
  const project = new Map([['packages.txt', names.join('\n')]]);
  const resolution = await plugin.dependencies.resolve(project, { platform: 'linux/amd64', snapshots, without }, host);
  const artifacts = await plugin.artifacts.locate(resolution.dependencies, host);
  const contents = await Promise.all(artifacts.map((artifact) => open(artifact, plugin, host)));
  const finish = plugin.install.finish({
    packages: resolution.dependencies,
    contributions: contents.flatMap(({ contributions }) => contributions),
    accounts: [],
    mtime: 0,
  });
  const entries = new Map<string, ImageEntry>();
  const collisions: string[] = [];
  for (const entry of [...finish, ...contents.flatMap((content) => content.entries)]) {
    const first = entries.get(entry.path);
    if (first === undefined) entries.set(entry.path, entry);
    else if (first.type !== 'directory' || entry.type !== 'directory') collisions.push(entry.path);
  }
  return { resolution, entries, collisions };
}

async function open(artifact: Artifact, plugin: Deb, host: Host) {
  const held = await host.store(artifact);
  if (held === undefined) throw new Error(`${artifact.url} is gone`);
  return plugin.install.entries(held, host);
}

/** Where a path leads through the links of an image; undefined when it leads nowhere. */
export function follow(path: string, entries: InstalledImage['entries'], hops = 0): string | undefined {
  const real: string[] = [];
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  for (const [at, part] of parts.entries()) {
    if (part === '..') real.pop();
    else real.push(part);
    const entry = entries.get(real.join('/'));
    if (entry?.type !== 'symlink') continue;
    if (hops > 20) return undefined;
    const base = entry.target.startsWith('/') ? '' : real.slice(0, -1).join('/');
    return follow([base, entry.target, ...parts.slice(at + 1)].join('/'), entries, hops + 1);
  }
  const found = real.join('/');
  return found === '' || entries.has(found) || isParent(found, entries) ? found : undefined;
}

const isParent = (path: string, entries: InstalledImage['entries']): boolean =>
  [...entries.keys()].some((one) => one.startsWith(`${path}/`));

/** Lines of the packages' own sums that the files do not fulfil. */
export function wrongSums({ entries }: InstalledImage, { name }: Dependency): readonly string[] {
  const sums = entries.get(`var/lib/dpkg/status.d/${name}.md5sums`);
  if (sums?.type !== 'file') return [`${name} has no sums`];
  const lines = new TextDecoder().decode(sums.content).split('\n').filter(Boolean);
  return lines.filter((line) => {
    const entry = entries.get(line.slice(34));
    const file = entry?.type === 'hardlink' ? entries.get(entry.target) : entry;
    return file?.type !== 'file' || createHash('md5').update(file.content).digest('hex') !== line.slice(0, 32);
  });
}
