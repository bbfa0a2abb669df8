import { spawn } from 'node:child_process';
import { childCpuSeconds } from './processes.js';

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time. */
  readonly seconds: number;
  /** Of it and those that it waited for; wrong when programs run at the same time. */
  readonly cpuSeconds: number;
}

const MAX_OUTPUT = 16 * 1024 * 1024;

/** Runs a program to its end. @throws Error when it fails, with its last words */
export async function runProgram(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly mayFail?: boolean },
): Promise<Ended> {
  const before = await childCpuSeconds();
  const started = performance.now();
  const { code, stdout, stderr } = await ended(argv, options);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0 && options.mayFail !== true) {
    throw new Error(`${argv.join(' ')} ended with ${String(code)}: ${stderr.slice(-2000)}`);
  }
  return { code, stdout, stderr, seconds, cpuSeconds: (await childCpuSeconds()) - before };
}

function ended(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.env };
    const child = spawn(file, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { stdout: '', stderr: '' };
    child.stdout.on(
      'data',
      (chunk: Buffer) => (out.stdout += chunk.toString().slice(0, MAX_OUTPUT - out.stdout.length)),
    );
    child.stderr.on(
      'data',
      (chunk: Buffer) => (out.stderr += chunk.toString().slice(0, MAX_OUTPUT - out.stderr.length)),
    );
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, ...out }));
  });
}
