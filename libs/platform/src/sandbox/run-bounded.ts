import { spawn } from 'node:child_process';
import type { RunExit } from '@quench/ports';
import { BoundedOutput } from './bounded-output.js';
import { descendants } from './host-pid.js';

export interface Bounds {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly outputBytes: number;
  started(pid: number): void;
}

/** Runs a program to its end, kills it after its time. A program that does not exist ends with code 127. */
export function runBounded(argv: readonly string[], bounds: Bounds): Promise<RunExit> {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: bounds.env, cwd: '/' });
  const output = new BoundedOutput(bounds.outputBytes);
  output.read(child.stdout);
  output.read(child.stderr);
  if (child.pid !== undefined) bounds.started(child.pid);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    // What is below it goes too: the program of `nsenter` is a child of it that would stay, in the sandbox.
    for (const pid of child.pid === undefined ? [] : descendants(child.pid)) kill(pid);
    child.kill('SIGKILL');
    // Whoever left the family keeps the pipes open, which is no reason to wait for it.
    child.stdout.destroy();
    child.stderr.destroy();
  }, bounds.timeoutMs);
  return new Promise((resolve) => {
    const end = (code: number | null, signal: string | null): void => {
      clearTimeout(timer);
      const { text, cut } = output;
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        timedOut,
        output: text,
        outputCut: cut,
        notes: [],
      });
    };
    child.once('error', () => end(127, null));
    child.once('close', end);
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
