import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { env, execPath, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ENOUGH } from './judged-seed.js';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const FLAGS = ['--conditions=@quench/source', '--import', '@swc-node/register/esm-register'];
const TOLD_EVERY = 500;

function start(args: readonly string[]) {
  const loaded = [...FLAGS, '--import', here('./without-jest.hook.ts'), here('./seeds.program.ts')];
  return spawn(execPath, [...loaded, ...args], {
    env: { ...env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** How many seeds were played, and what was wrong with those that failed. */
export interface Played {
  readonly seeds: number;
  readonly wrong: readonly (readonly string[])[];
}

/**
 * Plays the storms of seeds in a process per core: outside of Jest's module system a seed takes half the time. Ends early
 * once enough have failed.
 * @throws Error where a process ended before its share
 */
export async function playInProcesses(first: number, last: number): Promise<Played> {
  const wrong: (readonly string[])[] = [];
  const running = new Set<ChildProcess>();
  let seeds = 0;
  const take = (line: string): void => {
    const found = JSON.parse(line) as readonly string[];
    if (++seeds % TOLD_EVERY === 0) stdout.write(`simulation: ${String(seeds)} seeds of ${String(last - first + 1)}\n`);
    if (found.length > 0) wrong.push(found);
    if (wrong.length >= ENOUGH) for (const child of running) child.kill();
  };
  const cores = availableParallelism();
  const shares = Array.from({ length: cores }, async (_, core) => {
    const args = [first + core, last, cores].map(String);
    const child = start(args);
    running.add(child);
    const ended = once(child, 'close');
    const lines = createInterface({ input: child.stdout }).on('line', take);
    const [code, signal] = (await ended.finally(() => {
      lines.close();
      running.delete(child);
    })) as [number | null, NodeJS.Signals | null];
    if (code !== 0 && wrong.length < ENOUGH) {
      throw new Error(`The process of the seeds ${args.join(' ')} ended: ${String(signal ?? code)}`);
    }
  });
  try {
    await Promise.all(shares);
  } finally {
    for (const child of running) child.kill();
  }
  return { seeds, wrong };
}
