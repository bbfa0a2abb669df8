import 'reflect-metadata';
import { argv, stdout } from 'node:process';
import { judgedSeeds } from './judged-seed.js';

// A process that plays its share of many seeds: `<first> <last> <step>`. A line per seed: what is wrong with it, as JSON.
const [first = 0, last = first, step = 1] = argv.slice(2).map(Number);

function* share(): Generator<number> {
  for (let seed = first; seed <= last; seed += step) yield seed;
}

for await (const wrong of judgedSeeds(share())) stdout.write(`${JSON.stringify(wrong)}\n`);
