import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.js';
import { processesOf, pssBytes, TICKS_PER_SECOND } from './processes.js';

const SETTLE_MS = 75_000;
const WINDOW_MS = 60_000;
const RUNS = 3;

/** `idle`: a factory with nothing left to do, with its database. Windows follow each other in one process. */
export const idleBench: Bench = {
  name: 'idle',
  about: '`up` with a converged catalog, all its processes together',
  async run({ root, runs = RUNS, say }) {
    const data = await mkdtemp(join(tmpdir(), 'quench-bench-idle-'));
    const catalog = join(root, 'catalog');
    // The wrapper says how memory is allocated, and replaces itself by the program.
    const argv = ['--data', data, 'up', '--catalog', catalog];
    const child = spawn(join(root, 'quench'), argv, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    const cpu: number[] = [];
    const memory: number[] = [];
    try {
      await converged(child);
      say('converged; waiting until threads without work have ended');
      await sleep(SETTLE_MS);
      for (let run = 0; run < runs; run++) {
        const before = await ticks(data);
        await sleep(WINDOW_MS);
        cpu.push((((await ticks(data)) - before) / TICKS_PER_SECOND / (WINDOW_MS / 1000)) * 100);
        const sizes = await Promise.all((await processesOf(data)).map(({ pid }) => pssBytes(pid)));
        memory.push(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
      }
    } finally {
      child.kill('SIGINT');
      await once(child, 'close');
      await rm(data, { recursive: true, force: true });
    }
    return [
      { name: 'CPU', unit: '% of a core', goal: '< 1 %', samples: cpu },
      { name: 'memory (sum of PSS)', unit: 'MB', goal: '< 400 MB', samples: memory },
    ];
  },
};

const ticks = async (mark: string): Promise<number> =>
  (await processesOf(mark)).reduce((sum, process) => sum + process.ticks, 0);

/** Resolves when the factory says that it only watches. @throws Error when it ends before */
function converged(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4000);
      if (text.includes('watching archives and catalog')) resolve();
    });
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`up ended with ${String(code)}: ${text}`)));
  });
}
