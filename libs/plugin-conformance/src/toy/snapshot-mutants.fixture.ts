import { PluginError, type Digest, type DistributionPlugin, type Snapshot, type Snapshots } from '@quench/plugin-sdk';
import { hostWith } from './host-with.fixture.js';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<DistributionPlugin, 'snapshots'>('snapshots');

const LIMIT = { maxBytes: 100_000 };
const EACH_TIME = "every question asks registries each time: remembering is the host's";
const PART = 'every question has no other answer when a part is missing';

/** Takes, and says of the index what came of a host's `store` that checks nothing. */
const unchecked =
  (take: Snapshots['take']): Snapshots['take'] =>
  async (source, options, host) => {
    let digest: Digest | undefined;
    const store: typeof host.store = async ({ url }) => {
      const held = await host.keep((await host.get(url, LIMIT)) ?? new Uint8Array());
      digest = held.digest;
      return held;
    };
    const taken = await take(source, options, hostWith(host, { store }));
    if (taken === undefined || digest === undefined) return taken;
    const got = { digest, plainDigest: digest };
    return { ...taken, indexes: taken.indexes.map((index) => ({ ...index, ...got })) };
  };

const refused = (code: PluginError['code'], error: unknown): boolean =>
  error instanceof PluginError && error.code === code;

/** Ways to take and compare snapshots wrongly. */
export const snapshotMutants = [
  mutant(
    'passes over unknown pockets',
    ['snapshots of an unknown distribution or pocket are malformed-input'],
    ({ sources }) => ({
      sources: (distribution, pockets) =>
        sources(
          distribution,
          pockets.filter((pocket) => pocket !== 'attic'),
        ),
    }),
  ),
  mutant('takes what it has', ['snapshots are not taken again while nothing changes'], ({ take }) => ({
    take: (source, { previous, ...options }, host) =>
      take(source, { ...options, previous: previous && { ...previous, signed: 'sha256:0' } }, host),
  })),
  mutant('looks at no date', ['snapshots never go back in time'], ({ take }) => ({
    take: (source, { previous, ...options }, host) =>
      take(source, { ...options, previous: previous && { ...previous, date: '' } }, host),
  })),
  mutant(
    'believes who told of it',
    ['snapshots are what the signed index says, whoever told of them'],
    ({ check }) => ({
      check: async (snapshot, host) => ({ ...(await check(snapshot, host)), date: snapshot.date }),
    }),
  ),
  mutant(
    'checks the signature only',
    ['snapshots with an index that was not signed are not-authentic'],
    ({ check }) => ({
      check: async (snapshot, host) => ({
        ...(await check({ ...snapshot, indexes: [] }, host)),
        indexes: snapshot.indexes,
      }),
    }),
  ),
  mutant(
    'takes an index without its checksum',
    [
      PART,
      'every question calls garbage malformed-response',
      'every question has no other answer when one is truncated',
      'snapshots believe nothing of an answer with one other byte',
    ],
    ({ take }) => ({ take: unchecked(take) }),
  ),
  mutant('goes on without an index', ['snapshots hold what they name, or are not taken'], ({ take }) => ({
    take: async (source, options, host) => {
      const store: typeof host.store = async (artifact) =>
        (await host.store(artifact)) ?? { digest: 'sha256:0', size: 0 };
      return take(source, options, hostWith(host, { store }));
    },
  })),
  mutant('takes absence for no change', ['every question is not answered by an empty registry', PART], ({ take }) => ({
    take: (...asked) =>
      take(...asked).catch((error: unknown) => {
        if (refused('not-found', error)) return undefined;
        throw error;
      }),
  })),
  mutant('remembers what it took', [EACH_TIME], ({ take }) => {
    const taken = new Map<string, Snapshot | undefined>();
    return {
      take: async (source, options, host) => {
        const found = taken.get(source.suite) ?? (await take(source, options, host));
        taken.set(source.suite, found);
        return found;
      },
    };
  }),
  mutant('remembers that it failed', [EACH_TIME, 'every question remembers no error of the host'], ({ take }) => {
    const taken = new Map<string, Promise<Snapshot | undefined>>();
    return {
      take: (source, options, host) => {
        const found = taken.get(source.suite) ?? take(source, options, host);
        taken.set(source.suite, found);
        return found;
      },
    };
  }),
  mutant(
    'calls a broken road an unknown suite',
    ['every question lets an error of the host through as it is'],
    ({ take }) => ({
      take: (source, options, host) => {
        const get: typeof host.get = (url, limits) => host.get(url, limits).catch(() => undefined);
        return take(source, options, hostWith(host, { get }));
      },
    }),
  ),
  mutant('decodes without care', ['every question whatever a registry answers, throws no raw error'], ({ take }) => ({
    take: (source, options, host) => {
      const get: typeof host.get = async (url, limits) => {
        const bytes = await host.get(url, limits);
        return bytes && new TextEncoder().encode(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
      };
      return take(source, options, hostWith(host, { get }));
    },
  })),
  mutant('calls updated what stays', ['snapshots differ in nothing from themselves'], ({ changes }) => ({
    changes: async (before, after, host) => {
      const found = await changes(before, after, host);
      const { added } = await changes(undefined, after, host);
      const stays = before === undefined ? [] : added.filter(({ name }) => name === 'app');
      return { ...found, updated: [...stays.map((one) => ({ ...one, from: '1.0' })), ...found.updated] };
    },
  })),
  mutant(
    'forgets what is removed',
    ['snapshots change by what leads from one to the other, sorted by name'],
    ({ changes }) => ({
      changes: async (...asked) => ({ ...(await changes(...asked)), removed: [] }),
    }),
  ),
];
