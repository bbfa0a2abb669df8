import { PluginError, type DistributionPlugin, type Evidence, type ImageEntry } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';

const artifacts = mutantsOf<DistributionPlugin, 'artifacts'>('artifacts');
const install = mutantsOf<DistributionPlugin, 'install'>('install');

const LIMITS = { maxBytes: 100_000, maxEntries: 100 };
const DIFFERS = 'artifacts of a package differ when their digests do';
const SAME = 'artifacts differ from themselves in nothing';
const NEW = 'artifacts of a new package are all added';
const BACK = 'artifacts differ the other way round when they go back';
const LOST = 'artifacts lose what they fixed when they go back';
const DIGIT = 'artifacts with one other digit in the digest are not-authentic';
const BELOW = 'install makes entries that stay below the root';
const SET_ID = 'install takes setuid and setgid from what a package has';

const EVIDENCE: Evidence = { kind: 'signature', by: 'toy-key' };

/** Ways to find and judge files wrongly. */
export const artifactMutants = [
  artifacts('finds files elsewhere', ['every question is answered on good answers'], ({ locate }) => ({
    locate: async (...asked) =>
      (await locate(...asked)).map((one) => ({ ...one, url: one.url.replace('toy.example', 'else.example') })),
  })),
  artifacts(
    'finds files in an order of its own',
    ['artifacts are one for each dependency, with its digest and size, in the order asked'],
    ({ locate }) => ({
      locate: async (...asked) => [...(await locate(...asked))].sort((one, other) => (one.url < other.url ? -1 : 1)),
    }),
  ),
  artifacts('vouches for nothing', ['artifacts are vouched for by the snapshots that name them', DIGIT], () => ({
    verify: () => Promise.resolve([]),
  })),
  artifacts('vouches without snapshots', ['artifacts are vouched for by nobody without snapshots'], ({ verify }) => ({
    verify: async (dependency, snapshots, host) =>
      snapshots.length === 0 ? [EVIDENCE] : verify(dependency, snapshots, host),
  })),
  artifacts('vouches for any file of the name', [DIGIT], ({ verify }) => ({
    verify: (...asked) =>
      verify(...asked).catch((error: unknown) => {
        if (error instanceof PluginError) return [EVIDENCE];
        throw error;
      }),
  })),
  artifacts('calls everything fixed', ['artifacts fix what their own words say', LOST], ({ fixes }) => ({
    fixes: (_before, after, host) => fixes(undefined, after, host),
  })),
  artifacts('never loses what was fixed', [LOST], ({ fixes }) => ({
    fixes: async (...asked) => ({ ...(await fixes(...asked)), lost: [] }),
  })),
  artifacts('calls every file changed', [SAME, NEW], ({ difference }) => ({
    difference: async (...asked) => {
      const found = await difference(...asked);
      return { ...found, changed: [...found.changed, 'usr/bin/tls'] };
    },
  })),
  artifacts('sees nothing that changed', [DIFFERS], ({ difference }) => ({
    difference: async (...asked) => ({ ...(await difference(...asked)), changed: [] }),
  })),
  artifacts('sees nothing in what is new', [NEW], ({ difference }) => ({
    difference: (before, after, host) => difference(before ?? after, after, host),
  })),
  artifacts('brings one file more, whatever is asked', [SAME, BACK], ({ difference }) => ({
    difference: async (...asked) => {
      const found = await difference(...asked);
      return { ...found, added: [...found.added, 'usr/bin/new'], removed: [] };
    },
  })),
];

const above = (entry: ImageEntry): ImageEntry => ({ ...entry, path: `../${entry.path}` });

/** Ways to make entries wrongly. */
export const installMutants = [
  install('puts files above the root', [BELOW, SET_ID], ({ whole }) => ({
    whole: async (...asked) => (await whole(...asked)).map(above),
  })),
  install('keeps modes', [SET_ID], ({ whole }) => ({
    whole: async (file, host) => {
      const unpacked = await host.unpack(await host.read(file.digest, LIMITS), LIMITS);
      const modes = new Map(unpacked.map(({ path, mode }) => [path, mode]));
      return (await whole(file, host)).map((entry) => ({ ...entry, mode: modes.get(entry.path) ?? entry.mode }));
    },
  })),
  install('puts homes above the root', ['install finishes with entries that stay below the root'], ({ finish }) => ({
    finish: (image) => finish(image).map((entry) => (entry.path.startsWith('home/') ? above(entry) : entry)),
  })),
  install(
    'dates entries by how often it was asked',
    ['every question has one answer, however often it is asked'],
    ({ finish }) => {
      let asked = 0;
      return { finish: (image) => finish({ ...image, mtime: asked++ }) };
    },
  ),
  install('looks for what may be missing', ['install of a damaged package throws no raw error'], ({ entries }) => ({
    entries: async (file, host) => {
      const text = new TextDecoder().decode(await host.read(file.digest, LIMITS));
      if (!text.startsWith('toy-archive')) throw new TypeError('it has no head');
      return entries(file, host);
    },
  })),
];
