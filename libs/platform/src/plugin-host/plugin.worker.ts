/** The entry of a plugin's thread: makes the calls that it is asked for, as many at a time as there are. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Registry } from '@quench/plugin-sdk';
import { FolderContentStore } from '../content-store/index.js';
import { loadDistribution, sendError, Together, type PluginModule, type ThreadAnswer } from '../threads/index.js';
import type { RequestLimits } from './http-source.js';
import { callsOf, type PluginCalls } from './plugin-calls.js';
import { PluginHost } from './plugin-host.js';
import type { RetryPolicy } from './retry.js';

/** What a plugin and its host are made of, there. */
export interface PluginThreadData {
  readonly module: PluginModule;
  readonly registries: readonly Registry[];
  /** The folder of the content store. */
  readonly content: string;
  readonly cacheDirectory: string | undefined;
  readonly retry: RetryPolicy;
  readonly limits: RequestLimits;
}

export interface Question {
  readonly id: number;
  readonly call: keyof PluginCalls;
  readonly args: readonly unknown[];
}

async function open({ module, content, ...parts }: PluginThreadData): Promise<PluginCalls> {
  const host = new PluginHost({ ...parts, content: new FolderContentStore(content) });
  return callsOf(await loadDistribution(module), host);
}

const opened = open(workerData as PluginThreadData);
// Reported by the first call.
opened.catch(() => undefined);

async function answer({ id, call, args }: Question): Promise<ThreadAnswer> {
  try {
    const method = (await opened)[call] as (...args: readonly unknown[]) => Promise<unknown>;
    return { id, ok: true, result: await method(...args) };
  } catch (error) {
    return { id, ok: false, error: sendError(error) };
  }
}

const answers = new Together<ThreadAnswer>({
  handOver: (all) => parentPort?.postMessage(all),
  refuse: ({ id }, fault) => parentPort?.postMessage([{ id, ok: false, error: sendError(fault) }]),
});

parentPort?.on('message', (questions: readonly Question[]) => {
  for (const question of questions) void answer(question).then((one) => answers.add(one));
});
