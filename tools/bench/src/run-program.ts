import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time. */
  readonly seconds: number;
}

const MAX_OUTPUT = 16 * 1024 * 1024;

/** Runs a program to its end. @throws Error when it fails, with its last words */
export function runProgram(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly mayFail?: boolean },
): Promise<Ended> {
  const [file = '', ...args] = argv;
  const started = performance.now();
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
    child.once('close', (code) => {
      const ended = { code: code ?? 1, ...out, seconds: (performance.now() - started) / 1000 };
      if (ended.code === 0 || options.mayFail === true) return resolve(ended);
      reject(new Error(`${argv.join(' ')} ended with ${String(ended.code)}: ${out.stderr.slice(-2000)}`));
    });
  });
}
