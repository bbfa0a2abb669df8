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
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface TestReport {
  readonly lines: readonly string[];
  /** 0 when everything that ran passed, and in CI nothing was left out. */
  readonly exitCode: 0 | 1;
}

/**
 * The end of `test`: what did not run and why, then the counts.
 * @param notRun a line a test, from tests that found that they cannot run here
 */
export function testReport(result: JestResult, notRun: readonly string[], ci: boolean): TestReport {
  const skipped = result.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'todo').map(({ fullName }) => fullName),
  );
  const left = [...notRun, ...skipped.map((name) => `${name}: skipped`)];
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const passed = result.numPassedTests - notRun.length;
  return {
    lines: [
      ...(left.length > 0 ? ['Did not run:', ...left.map((line) => `  ${line}`)] : []),
      ...(left.length > 0 && ci ? ['With CI=true everything must run.'] : []),
      `${String(Math.max(passed, 0))} passed, ${String(failed + (ci ? left.length : 0))} failed`,
    ],
    exitCode: failed > 0 || (ci && left.length > 0) || passed <= 0 ? 1 : 0,
  };
}
