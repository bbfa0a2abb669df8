import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { execPath, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ENOUGH } from './judged-seed.js';

const compiled = (file: string): string =>
  fileURLToPath(new URL(`../../../dist/simulation/seeds/${file}`, import.meta.url));
const TOLD_EVERY = 500;

/** How many seeds were played, and what was wrong with those that failed. */
export interface Played {
  readonly seeds: number;
  readonly wrong: readonly (readonly string[])[];
}

/**
 * Plays the storms of seeds in a process per core, over what was built: outside of Jest's module system a seed takes half
 * the time. Ends early once enough have failed.
 * @throws Error where nothing was built, or a process ended before its share
 */
export async function playInProcesses(first: number, last: number): Promise<Played> {
  const program = compiled('seeds.program.js');
  if (!existsSync(program)) throw new Error(`${program} is not there: build first (npx tsc -b tsconfig.build.json)`);
  const wrong: (readonly string[])[] = [];
  const running = new Set<ChildProcess>();
  let seeds = 0;
  const take = (line: string): void => {
    const found = JSON.parse(line) as readonly string[];
    if (++seeds % TOLD_EVERY === 0) stdout.write(`simulation: ${String(seeds)} seeds of ${String(last - first + 1)}\n`);
    if (found.length > 0) wrong.push(found);
    if (wrong.length >= ENOUGH) for (const process of running) process.kill();
  };
  const cores = availableParallelism();
  const shares = Array.from({ length: cores }, async (_, core) => {
    const args = [first + core, last, cores].map(String);
    const process = spawn(execPath, ['--import', compiled('without-jest.hook.js'), program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(process);
    const ended = new Promise<string>((resolve, reject) => {
      process.once('error', reject).once('close', (code, signal) => resolve(String(signal ?? code)));
    });
    for await (const line of createInterface({ input: process.stdout })) take(line);
    const how = await ended;
    running.delete(process);
    if (how !== '0' && wrong.length < ENOUGH)
      throw new Error(`The process of the seeds ${args.join(' ')} ended: ${how}`);
  });
  try {
    await Promise.all(shares);
  } finally {
    for (const process of running) process.kill();
  }
  return { seeds, wrong };
}
