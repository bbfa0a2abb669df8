export type { DistributionCandidate } from './distribution/laws.js';
export type { DistributionSamples } from './distribution/samples.js';
export { DEFAULT_EFFORT, type Effort, type Law, type Verdict } from './law.js';
export { lawsOf, type Candidate } from './laws.js';
export type { ProjectCandidate } from './project/laws.js';
export type { ProjectSamples } from './project/samples.js';
export type { Tools } from './replay-host.js';
export { complaintOf, run, type Result } from './run.js';
export type { Some } from './samples.js';
