import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createPluginHost } from '@quench/platform/plugin-host';
import type { Host, Snapshot } from '@quench/plugin-sdk';
import { deb } from '@quench/plugin-deb';
import { AptPeer } from './apt-peer.js';
import type { Bench, Metric } from './bench.js';
import { archiveInputs, contentOf, PLATFORM } from './inputs.js';
import { quantile } from './statistics.js';

const SETS = 200;
const MOST_NAMES = 5;
const RUNS = 5;
/** So many of the sets are also given to apt, which takes a process for each. */
const APT_SETS = 10;
const MAX_INDEX_BYTES = 512 * 1024 * 1024;
const APT_GET = '/usr/bin/apt-get';

type Sets = readonly (readonly string[])[];

/** `resolve`: closures of drawn package sets, the indexes loaded. That apt answers the same is for the tests to show. */
export const resolveBench: Bench = {
  name: 'resolve',
  about: `closures of ${String(SETS)} drawn sets of 1 to ${String(MOST_NAMES)} packages of trixie, after loading; beside apt`,
  async run({ folder, runs = RUNS, say }) {
    const { host, snapshots } = await archiveInputs(folder);
    const texts = await plainTexts(snapshots, host);
    await host.close();
    const sets = drawn(namesIn(texts[0]));
    const apt = existsSync(APT_GET) ? await AptPeer.open(await mkdtemp(join(folder, 'apt-')), texts) : undefined;
    if (apt === undefined) say(`not compared with ${APT_GET}: it is not installed`);
    const [first, again, theirs]: [number[][], number[][], number[]] = [[], [], []];
    try {
      for (let run = 0; run < runs; run++) {
        const passes = await timed(folder, snapshots, sets);
        first.push(passes.first);
        again.push(passes.again);
        if (apt !== undefined) theirs.push(await meanOf(sets.slice(0, APT_SETS), (set) => apt.simulate(set)));
      }
    } finally {
      await apt?.close();
    }
    return metrics(first, again, theirs);
  },
};

/** The times of two passes over all sets: packages are met for the first time in the first. */
async function timed(folder: string, snapshots: readonly Snapshot[], sets: Sets) {
  // A new plugin and host: nothing but the index is loaded.
  const plugin = deb();
  const host = await createPluginHost({ plugin, content: contentOf(folder), cacheDirectory: join(folder, 'derived') });
  const options = { platform: PLATFORM, snapshots, without: [] };
  const manifest = plugin.dependencies.manifests[0] ?? '';
  const resolve = (set: readonly string[]) =>
    plugin.dependencies.resolve(new Map([[manifest, `${set.join('\n')}\n`]]), options, host).catch(() => undefined);
  await resolve(['base-files']);
  const pass = async (): Promise<number[]> => {
    const times: number[] = [];
    for (const set of sets) {
      const started = performance.now();
      await resolve(set);
      times.push(performance.now() - started);
    }
    return times;
  };
  const passes = { first: await pass(), again: await pass() };
  await host.close();
  return passes;
}

function metrics(first: readonly number[][], again: readonly number[][], theirs: readonly number[]): readonly Metric[] {
  const goal = '≤ 2 ms each';
  const p95 = (passes: readonly number[][]): readonly number[] => passes.map((times) => quantile(times, 0.95));
  const apt = theirs.length === 0 ? [] : [{ name: 'apt-get -s', samples: theirs }];
  const some = first.map((times) => mean(times.slice(0, APT_SETS)));
  return [
    { name: 'mean of a set', note: 'packages met before', unit: 'ms', goal, samples: again.map(mean) },
    { name: 'p95 of a set', note: 'packages met before', unit: 'ms', goal, samples: p95(again) },
    { name: 'mean of a set', note: 'first met', unit: 'ms', goal, samples: first.map(mean) },
    { name: 'p95 of a set', note: 'first met', unit: 'ms', goal, samples: p95(first) },
    { name: `mean of the first ${String(APT_SETS)} sets`, unit: 'ms', goal: '-', samples: some, peers: apt },
  ];
}

const mean = (times: readonly number[]): number => times.reduce((sum, time) => sum + time, 0) / times.length;

async function meanOf(sets: Sets, time: (set: readonly string[]) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (const set of sets) times.push(await time(set));
  return mean(times);
}

const plainTexts = (snapshots: readonly Snapshot[], host: Pick<Host, 'read'>): Promise<readonly Uint8Array[]> =>
  Promise.all(
    snapshots.flatMap(({ indexes }) =>
      indexes.map(({ plainDigest }) => host.read(plainDigest, { maxBytes: MAX_INDEX_BYTES })),
    ),
  );

/** The packages of an index, in the archive's order. */
const namesIn = (text: Uint8Array = new Uint8Array()): readonly string[] =>
  [
    ...Buffer.from(text)
      .toString('latin1')
      .matchAll(/^Package: (\S+)$/gm),
  ].map(([, name = '']) => name);

/** The same sets every time. */
function drawn(names: readonly string[]): Sets {
  let state = 20_260_101;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: SETS }, () =>
    Array.from({ length: 1 + next(MOST_NAMES) }, () => names[next(names.length)] ?? ''),
  );
}
