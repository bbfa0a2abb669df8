export type { Bench, BenchOptions, Metric, Peer } from './bench.js';
export { report } from './report.js';
