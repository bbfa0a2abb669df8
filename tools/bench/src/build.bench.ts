import { fileURLToPath } from 'node:url';
import type { Bench, BenchOptions, Metric } from './bench.js';
import type { BuildAnswer } from './build.subject.js';
import { BuildPeers } from './build-peers.js';
import { buildInputs } from './inputs.js';
import { runProgram } from './run-program.js';

const IMAGE = 'nodejs';
const RUNS = 5;

/** Runs one build in a new process, as a factory does that was just started. */
async function subject(options: BenchOptions, inputs: string, kind: 'cold' | 'hot' | 'one'): Promise<BuildAnswer> {
  const script = fileURLToPath(new URL('./build.subject.js', import.meta.url));
  const { stdout } = await runProgram([process.execPath, script, options.folder, inputs, kind], { cwd: options.root });
  return JSON.parse(stdout) as BuildAnswer;
}

/** `build`: no layer is cached. Inputs that the peers need are made before. */
export const buildBench: Bench = {
  name: 'build',
  about: `${IMAGE}: inputs in the content store, no layer cached; beside buildah and mmdebstrap`,
  async run(options) {
    const inputs = await buildInputs(options.root, options.folder, IMAGE);
    const peers = await BuildPeers.open(options.folder, inputs, options.say);
    const seconds: number[] = [];
    const cpu: number[] = [];
    const peaks: number[] = [];
    for (let run = 0; run < (options.runs ?? RUNS); run++) {
      const { ms, cpuMs, peakMB } = await subject(options, inputs, 'cold');
      seconds.push(ms / 1000);
      cpu.push(cpuMs / 1000);
      peaks.push(peakMB);
      await peers.run();
    }
    await peers.close();
    const goal = '≤ 3 s; ≤ 1 × buildah, ≤ 0.1 × mmdebstrap';
    return [
      { name: 'wall', unit: 's', goal, samples: seconds, peers: peers.wall },
      { name: 'CPU', unit: 'CPU s', goal: '-', samples: cpu, peers: peers.cpu },
      { name: 'peak memory', unit: 'MB', goal: '≤ 700 MB', samples: peaks },
    ];
  },
};

const warm = (name: string, kind: 'hot' | 'one', about: string, goal: string): Bench => ({
  name,
  about,
  async run(options): Promise<readonly Metric[]> {
    const inputs = await buildInputs(options.root, options.folder, IMAGE);
    const samples: number[] = [];
    for (let run = 0; run < (options.runs ?? RUNS); run++)
      samples.push((await subject(options, inputs, kind)).ms / 1000);
    return [{ name: 'wall', unit: 's', goal, samples }];
  },
});

export const buildHotBench = warm('build-hot', 'hot', `${IMAGE}: all layers cached`, '≤ 0.25 s');
export const buildOneBench = warm('build-one', 'one', `${IMAGE}: all packages cached but the smallest`, '≤ 0.4 s');
