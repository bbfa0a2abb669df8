/** The entry of a worker thread: does one job at a time and answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadPlugin, sendError, type PluginModule, type SentError } from '../threads/index.js';
import { jobs } from './jobs.js';
import type { Job, JobResults } from './layer-job.js';
import type { Installs } from './package-layer.js';

export type Answer =
  { readonly ok: true; readonly result: JobResults[Job['kind']] } | { readonly ok: false; readonly error: SentError };

const installs = loadInstalls(workerData as readonly PluginModule[]);
// Reported by the first job.
installs.catch(() => undefined);

async function loadInstalls(modules: readonly PluginModule[]): Promise<Installs> {
  const plugins = await Promise.all(modules.map(loadPlugin));
  return new Map(plugins.map((plugin) => [plugin.ecosystem, plugin]));
}

async function answer(job: Job): Promise<Answer> {
  try {
    return { ok: true, result: await runJob(job, await installs) };
  } catch (error) {
    return { ok: false, error: sendError(error) };
  }
}

function runJob(job: Job, loaded: Installs): Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'layer':
      return jobs.layer(job, loaded);
    case 'whole':
      return jobs.whole(job, loaded);
    case 'programs':
      return jobs.programs(job, loaded);
    case 'deflate':
      return jobs.deflate(job, loaded);
  }
}

parentPort?.on('message', (job: Job) => {
  void answer(job).then((message) => {
    const moved = message.ok && 'buffer' in message.result ? [message.result.buffer] : [];
    parentPort?.postMessage(message, moved);
  });
});
