import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appendBench } from './append.bench.js';
import { asked } from './arguments.js';
import type { Bench, Metric } from './bench.js';
import { buildBench, buildHotBench, buildOneBench } from './build.bench.js';
import { fanoutBench } from './fanout/fanout.bench.js';
import { idleClusterBench } from './idle-cluster.bench.js';
import { idleBench } from './idle.bench.js';
import { indexBench } from './index.bench.js';
import { measured } from './model/measured.js';
import { answerText } from './model/tables.js';
import { relayBench } from './relay/relay.bench.js';
import { report } from './report.js';
import { resolveBench } from './resolve.bench.js';
import { scaleBench } from './scale/scale.bench.js';
import { upBench } from './up.bench.js';

const benches: readonly Bench[] = [
  buildBench,
  buildHotBench,
  buildOneBench,
  resolveBench,
  indexBench,
  appendBench,
  relayBench,
  scaleBench,
  fanoutBench,
  upBench,
  idleBench,
  idleClusterBench,
];

/** Reckons instead of measuring. */
const MODEL = 'model';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const USAGE = [
  'Usage: quench bench NAME… [--runs N] [--brokers 1|3] [--images N]',
  '       quench bench model --images N --minutes M',
  ...benches.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`),
];

async function main(args: readonly string[]): Promise<number> {
  const wanted = asked(args);
  if (wanted?.help === true) {
    process.stdout.write(`${USAGE.join('\n')}\n`);
    return 0;
  }
  if (wanted?.names.join() === MODEL) {
    process.stdout.write(`${answerText(measured, wanted.promised)}\n`);
    return 0;
  }
  const chosen = benches.filter(({ name }) => wanted?.names.includes(name));
  if (wanted === undefined || chosen.length === 0 || chosen.length !== wanted.names.length) {
    for (const line of USAGE) say(line);
    return 2;
  }
  const { runs, brokers, images } = wanted;
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const folder = join(root, '.toolchain', 'bench');
  await mkdir(folder, { recursive: true });
  const all: { readonly bench: string; readonly metrics: readonly Metric[] }[] = [];
  for (const bench of chosen) {
    say(
      `${bench.name}: ${bench.about} (load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')})`,
    );
    all.push({ bench: bench.name, metrics: await bench.run({ root, folder, runs, brokers, images, say }) });
  }
  process.stdout.write(`${report(all)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
