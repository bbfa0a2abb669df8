import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPluginHost } from '@quench/platform/plugin-host';
import type { Snapshot } from '@quench/plugin-sdk';
import { deb } from '@quench/plugin-deb';
import type { Bench } from './bench.js';
import { archiveInputs, contentOf, PLATFORM } from './inputs.js';

const RUNS = 5;

interface Took {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Verifies the main archive's signed index, reads it and answers a first question. */
async function firstAnswer(folder: string, cacheDirectory: string, main: Snapshot): Promise<Took> {
  // A new plugin and host: nothing is in memory.
  const plugin = deb();
  const host = await createPluginHost({ plugin, content: contentOf(folder), cacheDirectory });
  const started = { at: performance.now(), cpu: process.cpuUsage() };
  const snapshot = await plugin.snapshots.check(main, host);
  const project = new Map([[plugin.dependencies.manifests[0] ?? '', 'base-files\n']]);
  await plugin.dependencies.resolve(project, { platform: PLATFORM, snapshots: [snapshot], without: [] }, host);
  const seconds = (performance.now() - started.at) / 1000;
  const { user, system } = process.cpuUsage(started.cpu);
  await host.close();
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

/** `index`: from bytes that are held, to the first answer. */
export const indexBench: Bench = {
  name: 'index',
  about: 'verify, read and index trixie main (from held bytes) until the first name is resolved',
  async run({ folder, runs = RUNS }) {
    const { host, snapshots } = await archiveInputs(folder);
    await host.close();
    const [main] = snapshots;
    if (main === undefined) throw new Error('the archive did not answer');
    const cold: Took[] = [];
    const own: Took[] = [];
    for (let run = 0; run < runs; run++) {
      const cache = await mkdtemp(join(folder, 'index-'));
      cold.push(await firstAnswer(folder, cache, main));
      own.push(await firstAnswer(folder, cache, main));
      await rm(cache, { recursive: true });
    }
    return [
      { name: 'cold', unit: 's', goal: '≤ 1.5 s', samples: cold.map(({ seconds }) => seconds) },
      { name: 'cold, CPU', unit: 'CPU s', goal: '-', samples: cold.map(({ cpuSeconds }) => cpuSeconds) },
      { name: 'from own cache', unit: 's', goal: '≤ 0.15 s', samples: own.map(({ seconds }) => seconds) },
      { name: 'from own cache, CPU', unit: 'CPU s', goal: '-', samples: own.map(({ cpuSeconds }) => cpuSeconds) },
    ];
  },
};
