import { describe, expect, it } from '@jest/globals';
import { testReport, type JestResult } from './test-report.js';

const result = (passed: number, failed: number, extra: Partial<JestResult> = {}): JestResult => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
  ...extra,
});

describe('the report of all tests', () => {
  it('ends with the counts alone on a line', () => {
    expect(testReport(result(3, 0), [], true)).toEqual({ lines: ['3 passed, 0 failed'], exitCode: 0 });
    expect(testReport(result(3, 1), [], false)).toEqual({ lines: ['3 passed, 1 failed'], exitCode: 1 });
  });

  it('says what did not run, which is a failure in CI', () => {
    const notRun = ['pull with crane: crane is not installed'];
    expect(testReport(result(3, 0), notRun, false)).toMatchObject({ exitCode: 0 });
    const inCi = testReport(result(3, 0), notRun, true);
    expect(inCi.exitCode).toBe(1);
    expect(inCi.lines).toContain('  pull with crane: crane is not installed');
    expect(inCi.lines.at(-1)).toBe('2 passed, 1 failed');
  });

  it('counts a file that could not be run as a failure', () =>
    expect(testReport(result(3, 0, { numRuntimeErrorTestSuites: 1 }), [], false).exitCode).toBe(1));

  it('fails when nothing ran', () => expect(testReport(result(0, 0), [], false).exitCode).toBe(1));
});
