import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import type { RunExit, Running } from '@quench/ports';
import { anotherProgram } from './another-program.js';
import type { Cgroup } from './cgroup.js';
import { exitOfInit } from './exit-of.js';
import type { HttpAnswer, HttpQuestion } from './http-question.js';
import { execBeside, httpInside, type Sandbox } from './join-sandbox.js';
import type { Launched } from './launched.js';

/** bubblewrap's own failures, which are no answer of the image. What it says of the image's program is one. */
const SETUP_FAILED = /^bwrap: (?!execvp |Can't chdir)/m;

/** The program of one sandbox, from its start to its end. */
export class SandboxedProcess implements Running {
  readonly exited: Promise<RunExit>;
  private readonly notes: string[] = [];
  private timedOut = false;
  private ended = false;

  constructor(
    private readonly launched: Launched,
    private readonly sandbox: Sandbox,
    private readonly cgroup: Cgroup | undefined,
    private readonly onEnd: () => void,
  ) {
    const timer = setTimeout(() => {
      this.timedOut = true;
      this.kill();
    }, sandbox.request.limits.timeoutMs);
    this.exited = launched.ended.then((code) => {
      this.ended = true;
      clearTimeout(timer);
      return this.exit(code);
    });
    this.exited.catch(() => undefined); // Whoever waits hears of it; nobody has to.
  }

  /** Of the program, as the host numbers it. */
  get pid(): number {
    return this.launched.pid;
  }

  /** Whether it has ended, and its number may be another one's. */
  get over(): boolean {
    return this.ended;
  }

  /** Lets the program start, and resolves once it has. */
  async go(): Promise<void> {
    await anotherProgram(this.launched.pid, () => this.launched.go());
  }

  exec(argv: readonly string[], options: { readonly timeoutMs: number }): Promise<RunExit> {
    return execBeside(this.sandbox, argv, options.timeoutMs);
  }

  http(question: HttpQuestion): Promise<HttpAnswer> {
    return httpInside(this.sandbox, question);
  }

  async stop(graceMs: number): Promise<RunExit> {
    if (this.ended) return this.exited;
    const { stopSignal } = this.sandbox.request;
    const number = signalNumber(stopSignal);
    if (!handles(this.launched.pid, number)) {
      this.notes.push(
        `the process is PID 1 and has no handler for ${stopSignal}: unless it waits for it, that does nothing`,
      );
    }
    this.send(number);
    const timer = setTimeout(() => {
      this.notes.push(`still there ${String(graceMs)} ms after ${stopSignal}: killed`);
      this.kill();
    }, graceMs);
    return this.exited.finally(() => clearTimeout(timer));
  }

  /** Ends everything in the sandbox: the kernel ends a namespace with its first process. */
  kill(): void {
    if (!this.ended) this.send(constants.signals.SIGKILL);
  }

  private send(signal: number): void {
    try {
      process.kill(this.launched.pid, signal);
    } catch {
      // Already gone; `exited` tells.
    }
  }

  private exit(code: number | undefined): RunExit {
    const { output } = this.launched;
    if (this.cgroup?.outOfMemory() === true) this.notes.push('the memory limit was reached and the kernel killed');
    this.cgroup?.remove();
    this.onEnd();
    const failed = SETUP_FAILED.exec(output.text);
    if (code === 1 && failed !== null) {
      throw new TransientFault(
        'sandbox-failed',
        `The sandbox could not be set up: ${output.text.slice(0, 500).trim()}`,
      );
    }
    const ended = code === undefined ? { code: undefined, signal: 'SIGKILL' } : exitOfInit(code);
    return {
      ...ended,
      timedOut: this.timedOut,
      output: output.text,
      outputCut: output.cut,
      notes: this.notes,
    };
  }
}

function signalNumber(name: string): number {
  const number = Object.entries(constants.signals).find(([known]) => known === name)?.[1];
  if (number === undefined) throw new IntegrityFault('signal-unknown', `${name} is no signal of this system`);
  return number;
}

/** Whether a process catches a signal; true when that cannot be seen. */
function handles(pid: number, signal: number): boolean {
  try {
    const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return caught === undefined || ((BigInt(`0x${caught}`) >> BigInt(signal - 1)) & 1n) === 1n;
  } catch {
    return true;
  }
}
