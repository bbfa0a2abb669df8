import {
  PluginError,
  type ContentDifference,
  type Dependency,
  type DistributionPlugin,
  type HeldFile,
  type Host,
  type Resolution,
} from '@quench/plugin-sdk';
import { toyPlugin } from '../image/toy-plugin.js';
import { TOY_BASE, toyArchitecture, type ToyContents, type ToyIndexEntry } from './toy-archive.js';
import { releasesOf, toySnapshots } from './toy-snapshots.js';

const MAX_BYTES = 1_000_000;
const MANIFEST = 'packages';

const STEPS = ['major', 'minor', 'patch'] as const;

const parts = (version: string): readonly number[] => version.split(/[^0-9]+/).map(Number);
const compare = (a: string, b: string): number => {
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
};

type Options = Parameters<DistributionPlugin['dependencies']['resolve']>[1];

/** The newest release of each name over all snapshots that have the platform; of what is held back its own, wherever that is. */
async function universe(options: Options, host: Host): Promise<ReadonlyMap<string, Found>> {
  const { snapshots, platform, pins = [], keep = [] } = options;
  const newest = new Map<string, Found>();
  const pinned = new Map(pins.map((pin) => [pin.name, pin]));
  const all = [...snapshots, ...keep].filter(({ indexes }) => indexes.some((index) => index.platform === platform));
  for (const snapshot of all) {
    const isCurrent = snapshots.includes(snapshot);
    const counts = (one: ToyIndexEntry): boolean => {
      const pin = pinned.get(one.name);
      if (one.only !== undefined && one.only !== platform) return false;
      if (pin === undefined) return isCurrent;
      if ('below' in pin) return isCurrent && compare(one.version, pin.below) < 0;
      return one.version === pin.version && (pin.sha256 ?? one.sha256) === one.sha256;
    };
    for (const { depends, only, source = '', ...one } of (await releasesOf(snapshot, host)).filter(counts)) {
      const known = newest.get(one.name)?.dependency;
      if (known !== undefined && compare(known.version, one.version) >= 0) continue;
      const architecture = toyArchitecture(only);
      const purl = `pkg:deb/debian/${one.name}@${one.version}?arch=${architecture}` as const;
      const more = { purl, architecture, source: { name: source || one.name, version: one.version } };
      newest.set(one.name, { depends, dependency: { ...one, ...more, from: snapshot.source, requiredBy: undefined } });
    }
  }
  return newest;
}

interface Found {
  readonly dependency: Dependency;
  readonly depends: readonly string[];
}

async function resolve(names: readonly string[], options: Options, host: Host): Promise<Resolution> {
  const known = await universe(options, host);
  const chosen = new Map<string, Dependency>();
  const dropped = new Map<string, string>();
  const want = (name: string, above: readonly string[]): void => {
    const by = above.at(-1);
    if (chosen.has(name)) return;
    if (by !== undefined && options.without.includes(name)) {
      dropped.set(name, dropped.get(name) ?? by);
      return;
    }
    const found = known.get(name);
    const chain = [...above, name];
    if (found === undefined) {
      throw new PluginError('unsatisfiable', `${chain.join(' needs ')}, which no suite has`, { chain });
    }
    chosen.set(name, { ...found.dependency, requiredBy: by });
    for (const dependency of found.depends) want(dependency, chain);
  };
  for (const name of names) want(name, []);
  return {
    dependencies: [...chosen.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    dropped: [...dropped].sort().map(([name, wantedBy]) => ({ name, wantedBy })),
  };
}

interface ToyContent {
  readonly fixes: readonly string[];
  readonly entries: readonly { readonly path: string; readonly content: string }[];
  readonly brings?: ToyContents;
}

async function fixesIn({ digest }: { readonly digest: Dependency['sha256'] }, host: Host): Promise<readonly string[]> {
  return (await contentIn({ digest }, host)).fixes;
}

async function contentIn({ digest }: Pick<HeldFile, 'digest'>, host: Host): Promise<ToyContent> {
  return JSON.parse(Buffer.from(await host.read(digest, { maxBytes: MAX_BYTES })).toString()) as ToyContent;
}

async function differenceOf(before: HeldFile | undefined, after: HeldFile, host: Host): Promise<ContentDifference> {
  const old: Pick<ToyContent, 'entries' | 'brings'> =
    before === undefined ? { entries: [] } : await contentIn(before, host);
  const now = await contentIn(after, host);
  const beyond = (kind: keyof ToyContents): readonly string[] =>
    (now.brings?.[kind] ?? []).filter((one) => old.brings?.[kind]?.includes(one) !== true);
  const files = (entries: ToyContent['entries']) => new Map(entries.map(({ path, content }) => [path, content]));
  const [had, has] = [files(old.entries), files(now.entries)];
  return {
    added: [...has.keys()].filter((path) => !had.has(path)),
    removed: [...had.keys()].filter((path) => !has.has(path)),
    changed: [...has].filter(([path, content]) => had.has(path) && had.get(path) !== content).map(([path]) => path),
    scripts: beyond('scripts').map((name) => ({ name, change: 'added' })),
    setuid: beyond('setuid'),
    listeners: beyond('listeners'),
  };
}

/** An ecosystem over a {@link ToyArchive}: whole, but without relations between versions. It calls itself `deb`. */
export const toyDistribution: DistributionPlugin = {
  api: 1,
  kind: 'distribution',
  ecosystem: 'deb',
  version: '1',
  registries: { files: [], env: [], read: () => [] },
  snapshots: toySnapshots,
  naming: {
    describe: ({ name, version }) =>
      version === undefined ? `pkg:deb/debian/${name}` : `pkg:deb/debian/${name}@${version}?arch=all`,
    parse: (purl) => ({ name: purl }),
  },
  versions: {
    order: (versions) => [...versions].sort(compare),
    classify: (from, to) => {
      if (from === to) return 'same';
      const at = parts(to).findIndex((part, index) => part !== parts(from)[index]);
      return compare(from, to) > 0 ? 'backwards' : (STEPS[at] ?? 'unknown');
    },
    isPrerelease: () => false,
    parts,
  },
  dependencies: {
    manifests: [MANIFEST],
    resolve: (project, options, host) =>
      resolve((project.get(MANIFEST) ?? '').split('\n').filter(Boolean), options, host),
  },
  artifacts: {
    async locate(dependencies, host) {
      // As elsewhere, only the archive knows whether it serves a suite.
      for (const { from } of dependencies) await host.get(`${TOY_BASE}${from.suite}/signed`, { maxBytes: MAX_BYTES });
      return dependencies.map(({ purl, sha256, size, path }) => ({
        purl,
        url: `${TOY_BASE}${path}`,
        checksums: [sha256],
        maxBytes: size,
      }));
    },
    async verify(dependency, snapshots, host) {
      const lists = await Promise.all(snapshots.map(async (one) => ({ one, releases: await releasesOf(one, host) })));
      return lists
        .filter(({ releases }) => releases.some(({ sha256 }) => sha256 === dependency.sha256))
        .flatMap(({ one }) => one.signedBy.map((by) => ({ kind: 'signature', by }) as const));
    },
    async fixes(before, after, host) {
      const old = before === undefined ? [] : await fixesIn(before, host);
      const now = await fixesIn(after, host);
      return { fixed: now.filter((id) => !old.includes(id)), lost: old.filter((id) => !now.includes(id)) };
    },
    difference: differenceOf,
  },
  install: {
    ...toyPlugin.install,
    unneeded: [{ name: 'setup', reason: 'asks questions while it is configured' }],
    reserved: [{ path: 'etc/passwd', reason: 'is made of the accounts; expected them under accounts' }],
  },
};
