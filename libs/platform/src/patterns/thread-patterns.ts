import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Patterns, type PatternMatch } from '@quench/ports';
import { errorCode } from '../node-errors/index.js';
import type { PatternQuestion } from './pattern.worker.js';

const MAX_HEAP_MB = 64;

export interface ThreadPatternsOptions {
  /** The thread's program, where it is not the compiled one beside this module. */
  readonly entry?: { readonly url: URL; readonly execArgv: readonly string[] };
}

/** Looks for each pattern in a thread of its own, so that the event loop is left to others meanwhile. */
export class ThreadPatterns extends Patterns {
  constructor(private readonly options: ThreadPatternsOptions = {}) {
    super();
  }

  override async match(
    pattern: string,
    text: string,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<PatternMatch> {
    const worker = this.start({ pattern, text, timeoutMs });
    try {
      // Rejects with what the thread ends of.
      const [match] = (await once(worker, 'message')) as [PatternMatch];
      return match;
    } catch (fault) {
      if (errorCode(fault) === 'ERR_WORKER_OUT_OF_MEMORY') return 'given-up';
      throw fault;
    } finally {
      await worker.terminate();
    }
  }

  private start(question: PatternQuestion): Worker {
    const { url, execArgv } = this.options.entry ?? {
      url: new URL('./pattern.worker.js', import.meta.url),
      execArgv: [],
    };
    return new Worker(url, {
      workerData: question,
      env: {},
      execArgv: [...execArgv],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
  }
}
