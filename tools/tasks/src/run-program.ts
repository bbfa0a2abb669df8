import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What Jest needs to load ES modules, and what keeps Nx from starting a daemon. */
export const programEnv: Readonly<Record<string, string>> = {
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false',
};

/** Runs a program of this checkout's packages under this Node, its output passed through. Answers the exit code. */
export const runProgram = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> =>
  runScript(`node_modules/${program}`, args, env);

/** Runs a script of this checkout, by its path in it. */
export function runScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${root}/${script}`, ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...programEnv, ...env },
    });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? 1);
    });
  });
}
