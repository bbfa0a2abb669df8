import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, runScript } from './run-program.js';
import { testReport, type JestResult } from './test-report.js';

/**
 * Asks the fault suites for their long form: 1,000 kills instead of 60, and, where no tests are named, every protection
 * taken away in turn. Not an option of Jest.
 */
const FAULTS = '--faults';
/** Said of a run of everything without it. */
const SHORT_FORM = 'The short form: what takes longer, --faults does; docs/reference/faults.md says what that is.';
/** Names the tests that miss each protection; fails where none does. */
const PROTECTIONS = 'tools/faults/protections.mjs';

/** All tests, then what did not run and why, then the counts. Further arguments go to Jest. */
export async function test(args: readonly string[]): Promise<number> {
  const forJest = args.filter((arg) => arg !== FAULTS);
  const missed = args.includes(FAULTS) && forJest.length === 0 ? await runScript(PROTECTIONS, []) : 0;
  const failed = await runTests(forJest, args.includes(FAULTS) ? { QUENCH_FAULTS: '1' } : {});
  return failed === 0 ? missed : failed;
}

async function runTests(forJest: readonly string[], form: NodeJS.ProcessEnv): Promise<number> {
  const work = mkdtempSync(join(tmpdir(), 'quench-test-'));
  const results = join(work, 'results.json');
  const notRun = join(work, 'not-run');
  try {
    // The boundary rule passes everything while no project graph is cached.
    await runProgram('nx/dist/bin/nx.js', ['graph', '--file', join(work, 'graph.json')]);
    await runProgram('jest/bin/jest.js', ['--json', '--outputFile', results, ...forJest], {
      QUENCH_NOT_RUN: notRun,
      ...form,
    });
    const result = JSON.parse(read(results) ?? '{}') as Partial<JestResult>;
    if (result.testResults === undefined) {
      process.stdout.write('The tests could not be started; see the lines above.\n0 passed, 1 failed\n');
      return 1;
    }
    const left = (read(notRun) ?? '').split('\n').filter((line) => line !== '');
    const report = testReport(result as JestResult, left, process.env['CI'] === 'true');
    if (forJest.length === 0 && form['QUENCH_FAULTS'] === undefined) process.stdout.write(`${SHORT_FORM}\n`);
    process.stdout.write(`${report.lines.join('\n')}\n`);
    return report.exitCode;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
