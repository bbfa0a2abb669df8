import { loadIndexNames } from './index-names.js';
import type { Bench } from './bench.js';
import { archiveInputs, PLATFORM } from './inputs.js';
import { quantile } from './statistics.js';

const SETS = 200;
const MOST_NAMES = 5;
const RUNS = 5;

/** `resolve`: closures of drawn package sets, the indexes loaded. That apt answers the same is for the tests to show. */
export const resolveBench: Bench = {
  name: 'resolve',
  about: `closures of ${String(SETS)} drawn sets of 1 to ${String(MOST_NAMES)} packages of trixie, after loading`,
  async run({ folder, runs = RUNS }) {
    const { plugin, host, snapshots } = await archiveInputs(folder);
    const names = await loadIndexNames(snapshots, host);
    const sets = drawn(names);
    const options = { platform: PLATFORM, snapshots, without: [] };
    const manifest = plugin.dependencies.manifests[0] ?? '';
    const resolve = (set: readonly string[]) =>
      plugin.dependencies.resolve(new Map([[manifest, `${set.join('\n')}\n`]]), options, host).catch(() => undefined);
    await resolve(['base-files']);
    const means: number[] = [];
    const p95s: number[] = [];
    for (let run = 0; run < runs; run++) {
      const times: number[] = [];
      for (const set of sets) {
        const started = performance.now();
        await resolve(set);
        times.push(performance.now() - started);
      }
      means.push(times.reduce((sum, time) => sum + time, 0) / times.length);
      p95s.push(quantile(times, 0.95));
    }
    await host.close();
    return [
      { name: 'mean of a set', unit: 'ms', goal: '≤ 2 ms each', samples: means },
      { name: 'p95 of a set', unit: 'ms', goal: '≤ 2 ms each', samples: p95s },
    ];
  },
};

/** The same sets every time. */
function drawn(names: readonly string[]): readonly (readonly string[])[] {
  let state = 20_260_101;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: SETS }, () =>
    Array.from({ length: 1 + next(MOST_NAMES) }, () => names[next(names.length)] ?? ''),
  );
}
