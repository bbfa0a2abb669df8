import { PluginError, type ProjectPlugin } from '@quench/plugin-sdk';
import { hostWith } from './host-with.fixture.js';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<ProjectPlugin, 'releases'>('releases');

const TOLD = 'releases are those that the registry tells of, as it tells of them, oldest first';

/** As much of a list as came. */
const mended = (text: string): string =>
  text.endsWith('\nend') ? text : `${text.slice(0, text.lastIndexOf('\n'))}\nend`;

/** Ways to list releases wrongly. */
export const releaseMutants = [
  mutant('lists the newest first', [TOLD], ({ list }) => ({
    list: async (...asked) => {
      const found = await list(...asked);
      return { ...found, releases: [...found.releases].reverse() };
    },
  })),
  mutant('takes a day for an instant', [TOLD, 'releases have their time in UTC, or none'], ({ list }) => ({
    list: async (...asked) => {
      const found = await list(...asked);
      return {
        ...found,
        releases: found.releases.map((one) => ({ ...one, publishedAt: one.publishedAt?.slice(0, 10) })),
      };
    },
  })),
  mutant(
    'knows every package',
    [
      'releases of a package that nobody knows are not-found',
      'every question is not answered by an empty registry',
      'every question has no other answer when a part is missing',
    ],
    ({ list }) => ({
      list: (...asked) =>
        list(...asked).catch((error: unknown) => {
          if (error instanceof PluginError && error.code === 'not-found') return { releases: [], complete: true };
          throw error;
        }),
    }),
  ),
  mutant('takes as much as came', ['every question has no other answer when one is truncated'], ({ list }) => ({
    list: (purl, host) => {
      const get: typeof host.get = async (...asked) => {
        const bytes = await host.get(...asked);
        return bytes && new TextEncoder().encode(mended(new TextDecoder().decode(bytes)));
      };
      return list(purl, hostWith(host, { get }));
    },
  })),
  mutant(
    'calls every trouble a broken answer',
    ['every question lets an error of the host through as it is'],
    ({ list }) => ({
      list: (...asked) =>
        list(...asked).catch((error: unknown) => {
          throw error instanceof PluginError ? error : new PluginError('malformed-response', String(error));
        }),
    }),
  ),
];
