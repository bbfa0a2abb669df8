/** What Jest writes with `--json`, as far as the report needs it. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be run at all. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly JestAssertion[];
  }[];
}

export interface JestAssertion {
  readonly status: string;
  readonly title: string;
  readonly fullName: string;
}

export interface TestReport {
  readonly lines: readonly string[];
  /** 0 when everything that ran passed, and in CI nothing was left out. */
  readonly exitCode: 0 | 1;
}

/**
 * The end of `test`: what did not run and why, then the counts.
 * @param notes `<title>: <why>`, a line from each test that found that it cannot run here; in CI those tests fail
 */
export function testReport(result: JestResult, notes: readonly string[], ci: boolean): TestReport {
  const skipped = result.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'todo');
  const untold = skipped.filter(({ title }) => !notes.some((note) => note.startsWith(`${title}: `)));
  const left = [...notes, ...untold.map(({ fullName }) => `${fullName}: skipped`)];
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites + (ci ? skipped.length : 0);
  const passed = result.numPassedTests;
  return {
    lines: [
      ...(left.length > 0 ? ['Did not run:', ...left.map((line) => `  ${line}`)] : []),
      ...(left.length > 0 && ci ? ['With CI=true everything must run.'] : []),
      `${String(passed)} passed, ${String(failed)} failed`,
    ],
    exitCode: failed > 0 || passed === 0 ? 1 : 0,
  };
}
