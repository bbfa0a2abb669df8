export { GivenVerdicts } from './verdict/given-verdicts.handler.js';
export { TesterModule } from './tester.module.js';
export { RunTests } from './verdict/run-tests.handler.js';
export { TestResults, type RunView, type TestResultsView } from './verdict/test-results.handler.js';
export type { NewestVerdict } from './verdict/verdicts.js';
