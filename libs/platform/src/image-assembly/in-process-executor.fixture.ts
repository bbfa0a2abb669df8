import { jobs } from './jobs.js';
import type { Job, JobExecutor, JobResults } from './layer-job.js';
import type { Installs } from './package-layer.js';

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
