import { runProgram, runScript } from './run-program.js';

/** Builds the benches, which nothing else needs, and runs those that are named. */
export async function bench(args: readonly string[]): Promise<number> {
  const built = await runProgram('typescript/bin/tsc', ['-b', 'tools/bench/tsconfig.lib.json']);
  return built === 0 ? runScript('tools/bench/dist/main.js', args) : built;
}
