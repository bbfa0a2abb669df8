export type { DistributionSamples } from './distribution/samples.js';
export { DEFAULT_EFFORT, type Effort, type Law, type Verdict } from './law.js';
export { lawsOf, type Distribution } from './laws.js';
export type { Tools } from './replay-host.js';
export { complaintOf, run, type Result } from './run.js';
export type { Some } from './samples.js';
