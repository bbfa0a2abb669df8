import { runProgram } from './run-program.js';

interface Step {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  { name: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'types', script: 'typescript/bin/tsc', args: ['-b'] },
  // The boundary rule passes everything while no project graph is cached.
  { name: 'graph', script: 'nx/dist/bin/nx.js', args: ['graph', '--file', '.nx/graph.json'] },
  { name: 'lint', script: 'eslint/bin/eslint.js', args: ['--max-warnings', '0', '.'] },
  { name: 'specs', script: 'jest/bin/jest.js', args: ['--testPathIgnorePatterns', '\\.int\\.spec\\.ts$', 'apps/e2e/'] },
];

/** The quick loop: format, types, lint, pure specs. Runs all steps, answers 1 when one of them failed. */
export async function check(): Promise<number> {
  const failed: string[] = [];
  for (const { name, script, args } of steps) {
    process.stdout.write(`check: ${name}\n`);
    if ((await runProgram(script, args)) !== 0) failed.push(name);
  }
  process.stdout.write(failed.length === 0 ? 'check: all well\n' : `check: failed: ${failed.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
}
