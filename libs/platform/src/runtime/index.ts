export { failureOf } from './failure-of.js';
export { JsonLinesLog } from './json-lines-log.js';
export { LogFile } from './log-file.js';
export { converged, ServiceRuntime, type ConsumerState, type RuntimeOptions } from './service-runtime.js';
export type { Digested } from './digested.js';
export { tellAll, type Progress } from './progress.js';
export { WorkTimes } from './work-times.js';
export type { WorkOutcome } from './worker-loop.js';
export { until } from './until.js';
