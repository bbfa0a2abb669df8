import { deflateRange } from './gzip.js';
import type { Job, JobResults } from './layer-job.js';
import { packageLayer, programsOf, wholePackage, type Installs } from './package-layer.js';

/** Does one job, in whatever thread this is. */
export const jobs: {
  readonly [K in Job['kind']]: (job: Extract<Job, { kind: K }>, installs: Installs) => Promise<JobResults[K]>;
} = {
  layer: ({ packages, taken }, installs) => packageLayer(packages, taken, installs),
  whole: (job, installs) => wholePackage(job.package, installs),
  programs: (job, installs) => programsOf(job.package, job.names, installs),
  deflate: ({ tar, range }) => Promise.resolve(deflateRange(tar, range)),
};
