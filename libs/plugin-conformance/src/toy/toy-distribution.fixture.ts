import {
  PluginError,
  type Artifacts,
  type Dependencies,
  type Dependency,
  type Digest,
  type DistributionPlugin,
  type HeldFile,
  type Host,
  type Install,
  type Pin,
  type ResolveOptions,
} from '@quench/plugin-sdk';
import { poolPath } from './toy-archive.fixture.js';
import { toyNaming, toyRegistries } from './toy-naming.fixture.js';
import { baseOf, listedIn, toySnapshots, type Listed } from './toy-snapshots.fixture.js';
import { compareToys, toyVersions } from './toy-versions.fixture.js';

const MANIFEST = 'toy.txt';
const LIMITS = { maxBytes: 100_000, maxEntries: 100 };

type Found = Omit<Dependency, 'requiredBy'> & Pick<Listed, 'depends'>;

/** The newest release of each name over all snapshots; of what is held back its own, wherever that is. */
async function universe({ snapshots, pins = [], keep = [] }: ResolveOptions, host: Host) {
  const newest = new Map<string, Found>();
  const pinned = new Map(pins.map((pin) => [pin.name, pin]));
  for (const { source: from, ...snapshot } of [...snapshots, ...keep]) {
    const isOther = snapshots.every(({ signed }) => signed !== snapshot.signed);
    for (const { depends, ...one } of await listedIn(snapshot, host)) {
      if (isOut(one, { pin: pinned.get(one.name), isOther })) continue;
      const older = newest.get(one.name);
      if (older !== undefined && compareToys(older.version, one.version) >= 0) continue;
      const source = { name: one.name, version: one.version };
      const more = { purl: toyNaming.describe(one), architecture: 'all', source, path: poolPath(one), from };
      newest.set(one.name, { ...one, ...more, depends });
    }
  }
  return newest;
}

/** Whether a release does not count. */
function isOut(
  { version, sha256 }: Pick<Listed, 'version' | 'sha256'>,
  { pin, isOther }: { readonly pin: Pin | undefined; readonly isOther: boolean },
): boolean {
  if (pin === undefined) return isOther;
  if ('below' in pin) return isOther || compareToys(version, pin.below) >= 0;
  return version !== pin.version || (pin.sha256 ?? sha256) !== sha256;
}

/** The names that a project asks for. */
function readManifest(text: string | undefined): readonly string[] {
  if (text === undefined) throw new PluginError('malformed-input', `there is no ${MANIFEST}`);
  const names = text.split('\n').filter((line) => line !== '');
  for (const name of names) toyNaming.describe({ name });
  return names;
}

/** A name per line; the newest release of each, and of what it depends on. */
export const toyDependencies: Dependencies = {
  manifests: [MANIFEST],
  resolve: async (project, options, host) => {
    const { without } = options;
    const names = readManifest(project.get(MANIFEST));
    const known = await universe(options, host);
    const chosen = new Map<string, Dependency>();
    const dropped = new Map<string, string>();
    const open = names.map((name): readonly [string, readonly string[]] => [name, []]);
    // Grows while it is walked: what is asked for first, then what that needs.
    for (const [name, above] of open) {
      const by = above.at(-1);
      if (chosen.has(name)) continue;
      if (by !== undefined && without.includes(name) && !names.includes(name)) {
        dropped.set(name, dropped.get(name) ?? by);
        continue;
      }
      const found = known.get(name);
      const chain = [...above, name];
      if (found === undefined) throw new PluginError('unsatisfiable', `nobody has ${chain.join(' for ')}`, { chain });
      const { depends, ...dependency } = found;
      chosen.set(name, { ...dependency, requiredBy: by });
      open.push(...depends.map((next) => [next, chain] as const));
    }
    return {
      dependencies: [...chosen.values()].sort((one, other) => (one.purl < other.purl ? -1 : 1)),
      dropped: [...dropped].sort().map(([name, wantedBy]) => ({ name, wantedBy })),
    };
  },
};

async function fixesOf(file: HeldFile, host: Host): Promise<readonly string[]> {
  const entries = await host.unpack(await host.read(file.digest, LIMITS), LIMITS);
  const words = entries.filter(({ path }) => path.startsWith('usr/share/doc/')).map(({ content }) => content);
  return words.flatMap((bytes) => new TextDecoder().decode(bytes).split(',').filter(Boolean)).sort();
}

/** Files in a pool, which the snapshots vouch for. */
export const toyArtifacts: Artifacts = {
  locate: (dependencies, host) =>
    Promise.resolve().then(() =>
      dependencies.map(({ purl, path, sha256, size }) => ({
        purl,
        url: baseOf(host) + path,
        checksums: [sha256],
        maxBytes: size,
      })),
    ),
  verify: async ({ purl, name, version, sha256 }, snapshots, host) => {
    for (const snapshot of snapshots) {
      const named = (await listedIn(snapshot, host)).find((one) => one.name === name && one.version === version);
      if (named?.sha256 === sha256) return snapshot.signedBy.map((by) => ({ kind: 'signature', by }));
      if (named !== undefined) throw new PluginError('not-authentic', `${purl} is another file`);
    }
    return [];
  },
  fixes: async (before, after, host) => {
    const old = before === undefined ? [] : await fixesOf(before, host);
    const now = await fixesOf(after, host);
    return { fixed: now.filter((id) => !old.includes(id)), lost: old.filter((id) => !now.includes(id)) };
  },
  difference: async (before, after, host) => {
    const [old, now] = [await contentOf(before, host), await contentOf(after, host)];
    const [added, removed] = [beyond(now, old), beyond(old, now)];
    const changed = [...now].filter(([path, hash]) => old.has(path) && old.get(path) !== hash).map(([path]) => path);
    return { added, removed, changed: changed.sort(), scripts: [], setuid: [], listeners: [] };
  },
};

/** By path. */
async function contentOf(file: HeldFile | undefined, host: Host): Promise<ReadonlyMap<string, Digest>> {
  if (file === undefined) return new Map();
  const entries = await host.unpack(await host.read(file.digest, LIMITS), LIMITS);
  return new Map(entries.map(({ path, content }) => [path, host.hash(content)]));
}

const beyond = (own: ReadonlyMap<string, Digest>, other: ReadonlyMap<string, Digest>): readonly string[] =>
  [...own.keys()].filter((path) => !other.has(path)).sort();

const entriesOf: Install['whole'] = async (file, host) => {
  const entries = await host.unpack(await host.read(file.digest, LIMITS), LIMITS);
  return entries.map(({ path, mode, content, uid, gid, mtime }) => ({
    ...{ type: 'file', path, content, uid, gid, mtime },
    mode: mode & 0o777,
  }));
};

/** Files as they are. */
export const toyInstall: Install = {
  filterVersion: 1,
  unneeded: [],
  reserved: [],
  entries: async (file, host) => ({ entries: await entriesOf(file, host), contributions: [], bundled: [] }),
  whole: entriesOf,
  finish: ({ accounts, mtime }) => [
    { type: 'directory', path: 'etc', mode: 0o755, uid: 0, gid: 0, mtime },
    ...accounts.map(({ name, uid, gid }) => ({
      ...({ type: 'directory', path: `home/${name}`, mode: 0o700 } as const),
      ...{ uid, gid, mtime },
    })),
  ],
};

/** The smallest plugin for a distribution that keeps every law. */
export const toyDistribution = (): DistributionPlugin => ({
  api: 1,
  kind: 'distribution',
  ecosystem: 'toy',
  version: '1',
  registries: toyRegistries,
  naming: toyNaming,
  versions: toyVersions,
  snapshots: toySnapshots,
  dependencies: toyDependencies,
  artifacts: toyArtifacts,
  install: toyInstall,
});
