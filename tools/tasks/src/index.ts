export { check } from './check.js';
export { test } from './test.js';
export { testReport, type JestResult, type TestReport } from './test-report.js';
