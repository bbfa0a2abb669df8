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

  const left = (title: string): JestResult['testResults'][number] => ({
    name: 'x.spec.ts',
    assertionResults: [{ status: 'pending', title, fullName: `clients ${title}` }],
  });

  it('says once what did not run, and why', () => {
    const testResults = [left('pulls with crane'), left('is odd')];
    const report = testReport(result(3, 0, { testResults }), ['pulls with crane: not installed: crane'], false);
    expect(report).toEqual({
      lines: [
        'Did not run:',
        '  pulls with crane: not installed: crane',
        '  clients is odd: skipped',
        '3 passed, 0 failed',
      ],
      exitCode: 0,
    });
  });

  it('fails in CI when something did not run', () => {
    const report = testReport(result(3, 0, { testResults: [left('is odd')] }), [], true);
    expect(report.exitCode).toBe(1);
    expect(report.lines.slice(-2)).toEqual(['With CI=true everything must run.', '3 passed, 1 failed']);
  });

  it('counts once what failed in CI because it could not run', () =>
    expect(testReport(result(3, 1), ['pulls with crane: not installed: crane'], true)).toMatchObject({
      lines: expect.arrayContaining(['3 passed, 1 failed']),
      exitCode: 1,
    }));

  it('counts a file that could not be run as a failure', () =>
    expect(testReport(result(3, 0, { numRuntimeErrorTestSuites: 1 }), [], false).exitCode).toBe(1));

  it('fails when nothing ran', () => expect(testReport(result(0, 0), [], false).exitCode).toBe(1));
});
