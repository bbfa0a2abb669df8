import { Worker } from 'node:worker_threads';
import { TransientFault } from '@quench/kernel';
import { OpenQuestions, Together, type ThreadAnswer } from '../threads/index.js';
import type { PluginCalls } from './plugin-calls.js';
import type { PluginThreadData, Question } from './plugin.worker.js';

export interface PluginThreadOptions {
  readonly data: PluginThreadData;
  /** Without questions the thread ends after this time, and with it the memory of its indexes. */
  readonly idleMs?: number;
  /** Where the entry of the thread is, for running from sources. */
  readonly entry?: { readonly url: URL; readonly execArgv: readonly string[] };
}

const IDLE_MS = 60_000;
/** Bytes of contents are outside of this. */
const MAX_HEAP_MB = 1024;

/**
 * A plugin in a thread of its own, started when first needed: unfolding, hashing and reading the indexes of an archive
 * takes seconds, in which the event loop would hear nobody.
 */
export class PluginThread implements PluginCalls {
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private readonly open = new OpenQuestions();
  private readonly questions = new Together<Question>({
    handOver: (questions) => this.worker?.postMessage(questions),
    refuse: ({ id }, fault) => this.open.refuse(id, fault),
  });

  constructor(private readonly options: PluginThreadOptions) {}

  readonly take: PluginCalls['take'] = (...args) => this.ask('take', args);
  readonly check: PluginCalls['check'] = (...args) => this.ask('check', args);
  readonly changes: PluginCalls['changes'] = (...args) => this.ask('changes', args);
  readonly resolve: PluginCalls['resolve'] = (...args) => this.ask('resolve', args);
  readonly locate: PluginCalls['locate'] = (...args) => this.ask('locate', args);
  readonly verify: PluginCalls['verify'] = (...args) => this.ask('verify', args);
  readonly fixes: PluginCalls['fixes'] = (...args) => this.ask('fixes', args);
  readonly difference: PluginCalls['difference'] = (...args) => this.ask('difference', args);

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    if (worker === undefined) return;
    this.lose(worker, 'was ended');
    await worker.terminate();
  }

  private ask<Call extends keyof PluginCalls>(
    call: Call,
    args: Parameters<PluginCalls[Call]>,
  ): ReturnType<PluginCalls[Call]> {
    clearTimeout(this.idle);
    this.worker ??= this.start();
    this.worker.ref();
    const { id, answer } = this.open.next();
    this.questions.add({ id, call, args });
    // The other side makes the very call.
    return answer as ReturnType<PluginCalls[Call]>;
  }

  private start(): Worker {
    const { url, execArgv } = this.options.entry ?? {
      url: new URL('./plugin.worker.js', import.meta.url),
      execArgv: [],
    };
    const worker = new Worker(url, {
      workerData: this.options.data,
      execArgv: [...execArgv],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker.on('message', (answers: readonly ThreadAnswer[]) => this.settle(worker, answers));
    worker.on('error', (error) => this.lose(worker, `stopped: ${String(error)}`));
    worker.on('exit', (code) => this.lose(worker, `exited with ${String(code)}`));
    return worker;
  }

  private settle(worker: Worker, answers: readonly ThreadAnswer[]): void {
    for (const answer of answers) this.open.settle(answer);
    if (this.open.size > 0) return;
    worker.unref();
    this.idle = setTimeout(() => void this.close(), this.options.idleMs ?? IDLE_MS).unref();
  }

  private lose(worker: Worker, how: string): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.questions.clear();
    this.open.lose(new TransientFault('plugin-thread-lost', `The thread of a plugin ${how}`));
  }
}
