import { spawn, type ChildProcess } from 'node:child_process';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Report, Request, Start } from './protocol.js';

const PROGRAM = fileURLToPath(new URL('./mill.program.ts', import.meta.url));
const FLAGS = ['--conditions=@quench/source', '--import', '@swc-node/register/esm-register'];

/** A mill in a process of its own, to be killed. It loads its modules at once and waits for `start`. */
export class MillProcess {
  /** How it ended: the signal, or its exit code and last words. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private listener: (report: Report) => void = () => undefined;
  private lastWords = '';

  /**
   * @param cache folder for compiled modules, so that each process need not compile them anew
   * @param flags further ones of Node
   */
  constructor(cache: string, flags: readonly string[] = []) {
    const quiet = { ...env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: cache };
    this.child = spawn(execPath, [...FLAGS, ...flags, PROGRAM], { env: quiet, stdio: ['pipe', 'pipe', 'pipe'] });
    // A killed process reads no more.
    this.child.stdin?.on('error', () => undefined);
    this.child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.lastWords = (this.lastWords + chunk.toString()).slice(-4_000)),
    );
    if (this.child.stdout !== null) {
      createInterface(this.child.stdout).on('line', (line) => this.hear(line));
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve(signal ?? `exit ${String(code)}: ${this.lastWords}`));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** @param listener called with everything that it says, also with what was on its way when it was killed */
  start(start: Start, listener: (report: Report) => void): void {
    this.listener = listener;
    this.write(start);
  }

  ask(request: Request): void {
    this.write(request);
  }

  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  private write(line: Start | Request): void {
    this.child.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  /** A kill may cut its last line. */
  private hear(line: string): void {
    if (line.endsWith('}')) this.listener(JSON.parse(line) as Report);
  }
}
