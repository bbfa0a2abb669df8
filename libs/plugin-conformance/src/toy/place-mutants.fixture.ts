import { PluginError, type ImageEntry, type ProjectPlugin } from '@quench/plugin-sdk';
import { hostWith } from './host-with.fixture.js';
import { mutantsOf } from './mutant.fixture.js';
import { bytesOf } from './toy-tools.fixture.js';

const artifacts = mutantsOf<ProjectPlugin, 'artifacts'>('artifacts');
const install = mutantsOf<ProjectPlugin, 'install'>('install');

const LIMITS = { maxBytes: 100_000, maxEntries: 100 };
const BYTE = 'artifacts with one other byte are not-authentic';
const BELOW = 'install makes entries below the places of a package';
const EVERYWHERE = 'install puts something at every place';
const SCRIPT = 'install refuses a package that needs a script, by its name';

/** Ways to find and judge files of a lock file wrongly. */
export const lockedFileMutants = [
  artifacts(
    'finds files in an order of its own',
    ['artifacts are one for each dependency, with its checksums, in the order asked'],
    ({ locate }) => ({
      locate: async (...asked) => [...(await locate(...asked))].sort((one, other) => (one.url < other.url ? -1 : 1)),
    }),
  ),
  artifacts('vouches for nothing', ['artifacts are vouched for when they are the right bytes', BYTE], () => ({
    verify: () => Promise.resolve([]),
  })),
  artifacts('believes the name', [BYTE], ({ verify }) => ({
    verify: (dependency, file, host) => verify(dependency, file, hostWith(host, { fulfils: () => true })),
  })),
];

const elsewhere = (entry: ImageEntry): ImageEntry => ({ ...entry, path: entry.path.replace('srv/app', 'srv') });

/** Ways to put packages in their places wrongly. */
export const placeMutants = [
  install('puts packages beside the project', [BELOW, EVERYWHERE], ({ entries }) => ({
    entries: async (...asked) => {
      const found = await entries(...asked);
      return { ...found, entries: found.entries.map(elsewhere) };
    },
  })),
  install('puts a package once', [EVERYWHERE], ({ entries }) => ({
    entries: (file, { dependency, ...context }, host) =>
      entries(file, { ...context, dependency: { ...dependency, places: dependency.places.slice(0, 1) } }, host),
  })),
  install('keeps modes', ['install takes setuid and setgid from what a package has'], ({ entries }) => ({
    entries: async (file, context, host) => {
      const [first] = await host.unpack(await host.read(file.digest, LIMITS), LIMITS);
      const found = await entries(file, context, host);
      return { ...found, entries: found.entries.map((entry) => ({ ...entry, mode: first?.mode ?? entry.mode })) };
    },
  })),
  install('passes over scripts', [SCRIPT], ({ entries }) => ({
    entries: (file, context, host) =>
      entries(file, context, {
        read: (...asked) => host.read(...asked),
        unpack: async (...asked) => (await host.unpack(...asked)).filter(({ path }) => path !== 'install.sh'),
      }),
  })),
  install('does not say which package has a script', [SCRIPT], ({ entries }) => ({
    entries: (...asked) =>
      entries(...asked).catch((error: unknown) => {
        throw error instanceof PluginError ? new PluginError(error.code, 'it has a script') : error;
      }),
  })),
  install('goes where a package says', ['install lets no word of a package lead out of its place'], ({ entries }) => ({
    entries: async (file, context, host) => {
      const found = await entries(file, context, {
        read: (...asked) => host.read(...asked),
        unpack: async (...asked) =>
          (await host.unpack(...asked)).map((one) => ({
            ...one,
            content: bytesOf(new TextDecoder().decode(one.content).replaceAll('..', 'up')),
          })),
      });
      return { ...found, entries: found.entries.map((one) => ({ ...one, path: one.path.replaceAll('/up/', '/../') })) };
    },
  })),
  install('looks for what may be missing', ['install of a damaged package throws no raw error'], ({ entries }) => ({
    entries: async (file, context, host) => {
      const text = new TextDecoder().decode(await host.read(file.digest, LIMITS));
      if (!text.startsWith('toy-archive')) throw new TypeError('it has no head');
      return entries(file, context, host);
    },
  })),
];
