import { Worker } from 'node:worker_threads';
import { TransientFault } from '@quench/kernel';
import { receiveError, type PluginModule } from '../threads/index.js';
import type { Answer } from './assembly.worker.js';
import type { Job, JobExecutor, JobResults } from './layer-job.js';

export interface WorkerPoolOptions {
  /** Threads. What they make does not depend on it. */
  readonly size: number;
  readonly plugins: readonly PluginModule[];
  /** Threads without work end after this time, and with them the memory that they took. */
  readonly idleMs?: number;
  /** Where the entry of the threads is, for running from sources. */
  readonly entry?: { readonly url: URL; readonly execArgv: readonly string[] };
}

interface Waiting {
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly settle: (outcome: Answer | Error) => void;
}

interface Thread {
  readonly worker: Worker;
  busy: Waiting | undefined;
  idle: NodeJS.Timeout | undefined;
}

const IDLE_MS = 10_000;
/** Bytes of archives are outside of this. */
const MAX_HEAP_MB = 512;
/**
 * Of compressed packages that are unpacked at a time: each byte becomes about twenty while its layer is made. A larger
 * package is unpacked alone.
 */
const MAX_UNPACKING_BYTES = 24 * 1024 * 1024;

/** Runs jobs in threads, which are started when they are first needed. */
export class WorkerPool implements JobExecutor {
  private readonly threads = new Set<Thread>();
  private readonly waiting: { readonly [K in Job['kind']]: Waiting[] } = {
    deflate: [],
    layer: [],
    whole: [],
    programs: [],
  };

  constructor(private readonly options: WorkerPoolOptions) {}

  run<K extends Job['kind']>(job: Extract<Job, { kind: K }>, signal: AbortSignal): Promise<JobResults[K]> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Answer | Error): void => {
        if (outcome instanceof Error) reject(outcome);
        else if (outcome.ok) resolve(outcome.result as JobResults[K]);
        else reject(receiveError(outcome.error));
      };
      this.waiting[job.kind].push({ job, signal, settle });
      this.dispatch();
    });
  }

  async close(): Promise<void> {
    for (const { settle } of this.queues().flatMap((queue) => queue.splice(0))) {
      settle(new TransientFault('assembly-worker-lost', 'The threads that make layers were ended'));
    }
    await Promise.all([...this.threads].map((thread) => this.end(thread)));
  }

  /** Ranges before layers: an archive that is only half compressed takes memory. */
  private queues(): readonly Waiting[][] {
    return [this.waiting.deflate, this.waiting.layer, this.waiting.whole, this.waiting.programs];
  }

  private next(): Waiting | undefined {
    for (const queue of this.queues()) {
      for (let first = queue[0]; first !== undefined; first = queue[0]) {
        if (!first.signal.aborted && !this.fits(first.job)) return undefined;
        queue.shift();
        if (!first.signal.aborted) return first;
        first.settle(asError(first.signal.reason));
      }
    }
    return undefined;
  }

  private fits(job: Job): boolean {
    const unpacking = [...this.threads].reduce((sum, { busy }) => sum + (busy ? packedBytes(busy.job) : 0), 0);
    return job.kind === 'deflate' || unpacking === 0 || unpacking + packedBytes(job) <= MAX_UNPACKING_BYTES;
  }

  private dispatch(): void {
    for (;;) {
      const free = [...this.threads].find(({ busy }) => busy === undefined);
      if (free === undefined && this.threads.size >= this.options.size) return;
      const waiting = this.next();
      if (waiting === undefined) return;
      const thread = free ?? this.start();
      clearTimeout(thread.idle);
      thread.busy = waiting;
      thread.worker.ref();
      thread.worker.postMessage(waiting.job);
    }
  }

  private start(): Thread {
    const { url, execArgv } = this.options.entry ?? {
      url: new URL('./assembly.worker.js', import.meta.url),
      execArgv: [],
    };
    const worker = new Worker(url, {
      workerData: this.options.plugins,
      execArgv: [...execArgv],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const thread: Thread = { worker, busy: undefined, idle: undefined };
    this.threads.add(thread);
    worker.on('message', (answer: Answer) => {
      this.settle(thread, answer);
      this.rest(thread);
      this.dispatch();
    });
    worker.on('error', (error) => {
      this.lose(thread, `stopped: ${asError(error).message}`);
    });
    worker.on('exit', (code) => {
      this.lose(thread, `exited with ${String(code)}`);
    });
    return thread;
  }

  private settle(thread: Thread, outcome: Answer | Error): void {
    const { busy } = thread;
    thread.busy = undefined;
    busy?.settle(outcome);
  }

  /** A thread without work must keep neither the process nor its memory. */
  private rest(thread: Thread): void {
    thread.worker.unref();
    thread.idle = setTimeout(() => {
      if (thread.busy === undefined) void this.end(thread);
    }, this.options.idleMs ?? IDLE_MS).unref();
  }

  private lose(thread: Thread, how: string): void {
    this.threads.delete(thread);
    clearTimeout(thread.idle);
    this.settle(thread, new TransientFault('assembly-worker-lost', `A thread that made a layer ${how}`));
    this.dispatch();
  }

  private async end(thread: Thread): Promise<void> {
    this.threads.delete(thread);
    clearTimeout(thread.idle);
    await thread.worker.terminate();
  }
}

function packedBytes(job: Job): number {
  if (job.kind === 'whole' || job.kind === 'programs') return job.package.size;
  return job.kind === 'layer' ? job.packages.reduce((sum, { size }) => sum + size, 0) : 0;
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
