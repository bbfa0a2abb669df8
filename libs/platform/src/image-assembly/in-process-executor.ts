import { deflateRange } from './gzip.js';
import type { Job, JobExecutor, JobResults } from './layer-job.js';
import { packageLayer, type Installs } from './package-layer.js';

/** Does one job, in whatever thread this is. */
export const jobs: {
  readonly [K in Job['kind']]: (job: Extract<Job, { kind: K }>, installs: Installs) => Promise<JobResults[K]>;
} = {
  layer: ({ packages }, installs) => packageLayer(packages, installs),
  deflate: ({ tar, start, end }) => Promise.resolve(deflateRange(tar, start, end)),
};

/** Runs jobs in this thread, one after the other. */
export class InProcessExecutor implements JobExecutor {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly installs: Installs) {}

  run<K extends Job['kind']>(job: Extract<Job, { kind: K }>, signal: AbortSignal): Promise<JobResults[K]> {
    const result = this.last.then(() => {
      signal.throwIfAborted();
      return jobs[job.kind as K](job, this.installs);
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.last;
  }
}
