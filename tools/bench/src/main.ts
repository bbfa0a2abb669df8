import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { appendBench } from './append.bench.js';
import type { Bench, Metric } from './bench.js';
import { buildBench, buildHotBench, buildOneBench } from './build.bench.js';
import { idleBench } from './idle.bench.js';
import { indexBench } from './index.bench.js';
import { report } from './report.js';
import { resolveBench } from './resolve.bench.js';
import { upBench } from './up.bench.js';

const benches: readonly Bench[] = [
  buildBench,
  buildHotBench,
  buildOneBench,
  resolveBench,
  indexBench,
  appendBench,
  upBench,
  idleBench,
];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string' } },
    allowPositionals: true,
  });
  const chosen = benches.filter(({ name }) => positionals.includes(name));
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  const wrongRuns = runs !== undefined && !(Number.isInteger(runs) && runs > 0 && runs <= 1000);
  if (chosen.length === 0 || chosen.length !== positionals.length || wrongRuns) {
    say('Usage: quench bench NAME… [--runs N]');
    for (const { name, about } of benches) say(`  ${name.padEnd(10)} ${about}`);
    return 2;
  }
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const folder = join(root, '.toolchain', 'bench');
  await mkdir(folder, { recursive: true });
  const measured: { readonly bench: string; readonly metrics: readonly Metric[] }[] = [];
  for (const bench of chosen) {
    say(
      `${bench.name}: ${bench.about} (load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')})`,
    );
    measured.push({ bench: bench.name, metrics: await bench.run({ root, folder, runs, say }) });
  }
  process.stdout.write(`${report(measured)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
