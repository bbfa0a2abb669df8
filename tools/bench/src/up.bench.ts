import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import type { Bench } from './bench.js';
import { runProgram } from './run-program.js';

const RUNS = 1;

/** `up`: what a person waits for who has just cloned. It asks the network for the archives and their packages. */
export const upBench: Bench = {
  name: 'up',
  about: 'fresh clone → catalog served (package caches as they are); again over the same data; and over fresh data',
  async run({ root, runs = RUNS, say }) {
    const clone: number[] = [];
    const second: number[] = [];
    const fresh: number[] = [];
    for (let run = 0; run < runs; run++) {
      const work = await mkdtemp(join(tmpdir(), 'quench-bench-up-'));
      const checkout = join(work, 'quench');
      const up = async (data: string): Promise<number> => {
        const argv = [join(checkout, 'quench'), 'up', '--once', '--data', join(work, data), '--catalog', 'catalog'];
        const { seconds, stdout } = await runProgram(argv, { cwd: checkout });
        say(stdout.split('\n').find((line) => line.startsWith('in ')) ?? '');
        return seconds;
      };
      const cloned = await runProgram(['git', 'clone', '--quiet', root, checkout], { cwd: work });
      clone.push(cloned.seconds + (await up('data')));
      second.push(await up('data'));
      fresh.push(await up('again'));
      for (const data of ['data', 'again']) await stopPostgres({ data: join(work, data) });
      await rm(work, { recursive: true, force: true });
    }
    return [
      { name: 'fresh clone, all in all', unit: 's', goal: '≤ 240 s', samples: clone },
      { name: 'second `up --once`', unit: 's', goal: '≤ 5 s', samples: second },
      { name: 'built checkout, fresh data', unit: 's', goal: '≤ 90 s, better 45 s', samples: fresh },
    ];
  },
};
