import { Worker } from 'node:worker_threads';
import { TransientFault } from '@quench/kernel';
import { OpenQuestions, Together, type ThreadAnswer } from '../threads/index.js';
import type { ContentsCall, ContentsCalls, ContentsQuestion } from './contents.worker.js';

export interface ContentsThreadOptions {
  /** Without questions the thread ends after this time to twice this time. */
  readonly idleMs?: number;
  /** Where the entry of the thread is, for running from sources. */
  readonly entry?: { readonly url: URL; readonly execArgv: readonly string[] };
}

interface Thread {
  readonly worker: Worker;
  readonly watch: NodeJS.Timeout;
}

/** A question, with buffers in it that nobody else uses. */
interface Said {
  readonly question: ContentsQuestion;
  readonly moved: readonly ArrayBuffer[];
}

const IDLE_MS = 60_000;
/** Bytes of contents are outside of this. */
const MAX_HEAP_MB = 64;

/**
 * Small contents, and looks at other files, in a thread, which is started when it is first needed, and again after it was lost.
 * What is asked in one turn of the event loop goes over together.
 */
export class ContentsThread {
  private thread: Thread | undefined;
  private readonly open = new OpenQuestions();
  private readonly questions = new Together<Said>({
    handOver: (said) => this.send(said),
    refuse: ({ question }, fault) => this.open.refuse(question.id, fault),
  });
  private readonly whenAnswered: (() => void)[] = [];

  constructor(private readonly options: ContentsThreadOptions = {}) {}

  /** Whether a question costs no start. */
  get isRunning(): boolean {
    return this.thread !== undefined;
  }

  /**
   * @param root of the contents, or the folder of the files
   * @param moved buffers in the arguments that nobody else uses
   * @throws TransientFault `contents-thread-lost`, and what the call throws
   */
  ask<Call extends ContentsCall>(
    root: string,
    call: Call,
    args: Parameters<ContentsCalls[Call]>,
    moved: readonly ArrayBuffer[] = [],
  ): Promise<Awaited<ReturnType<ContentsCalls[Call]>>> {
    this.thread ??= this.start();
    if (this.open.size === 0) this.thread.worker.ref();
    const { id, answer } = this.open.next();
    this.questions.add({ question: { id, root, call, args }, moved });
    // The other side makes the very call.
    return answer as ReturnType<typeof this.ask<Call>>;
  }

  /** Ends the thread when what it was asked is done. */
  async close(): Promise<void> {
    if (this.open.size > 0) await new Promise<void>((resolve) => this.whenAnswered.push(resolve));
    const { thread } = this;
    if (thread === undefined) return;
    this.lose(thread, 'was ended');
    await thread.worker.terminate();
  }

  private send(said: readonly Said[]): void {
    const questions = said.map(({ question }) => question);
    this.thread?.worker.postMessage(
      questions,
      said.flatMap(({ moved }) => moved),
    );
  }

  private start(): Thread {
    const { url, execArgv } = this.options.entry ?? {
      url: new URL('./contents.worker.js', import.meta.url),
      execArgv: [],
    };
    const worker = new Worker(url, {
      execArgv: [...execArgv],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const thread = { worker, watch: this.watch() };
    worker.on('message', (answers: readonly ThreadAnswer[]) => this.settle(worker, answers));
    worker.on('error', (error) => this.lose(thread, `stopped: ${String(error)}`));
    worker.on('exit', (code) => this.lose(thread, `exited with ${String(code)}`));
    return thread;
  }

  private watch(): NodeJS.Timeout {
    let seen = this.open.asked;
    return setInterval(() => {
      if (seen === this.open.asked && this.open.size === 0) void this.close();
      seen = this.open.asked;
    }, this.options.idleMs ?? IDLE_MS).unref();
  }

  private settle(worker: Worker, answers: readonly ThreadAnswer[]): void {
    for (const answer of answers) this.open.settle(answer);
    if (this.open.size > 0) return;
    worker.unref();
    this.answered();
  }

  private lose(thread: Thread, how: string): void {
    if (this.thread !== thread) return;
    this.thread = undefined;
    clearInterval(thread.watch);
    this.questions.clear();
    this.open.lose(new TransientFault('contents-thread-lost', `The thread of small contents ${how}`));
    this.answered();
  }

  private answered(): void {
    for (const tell of this.whenAnswered.splice(0)) tell();
  }
}
