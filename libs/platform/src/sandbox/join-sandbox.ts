import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TransientFault } from '@quench/kernel';
import type { RunExit, RunRequest } from '@quench/ports';
import { clientArgv, MOUNTED_AT } from './client-argv.js';
import { emulated } from './emulator.js';
import type { HostTools } from './host-tools.js';
import type { HttpAnswer, HttpQuestion } from './http-question.js';
import { limitOptions } from './process-limits.js';
import { runBounded } from './run-bounded.js';
import { asUser } from './sandbox-argv.js';

/** A sandbox that is running, for programs beside its own. */
export interface Sandbox {
  /** Of the program, as the host numbers it. */
  readonly pid: number;
  readonly request: RunRequest;
  readonly tools: HostTools;
  readonly root: boolean;
  /** The folder that is shown at `/test`, as the host names it. */
  readonly test: string | undefined;
  /** Whether programs of the image are emulated. */
  readonly isEmulated: boolean;
  /** Called with each process that joins. */
  joined(pid: number): void;
}

/**
 * Runs a program beside the sandbox's own: same files, network, processes, user and limits, no capabilities. One from
 * below `/test` finds its own libraries there.
 */
export async function execBeside(sandbox: Sandbox, argv: readonly string[], timeoutMs: number): Promise<RunExit> {
  const { tools, request, pid, root } = sandbox;
  const inside = await startedInside(sandbox, argv);
  const command = [
    ...[tools.setpriv, ...(root ? asUser(request) : ['--no-new-privs']), '--'],
    ...[tools.prlimit, ...limitOptions({ ...request.limits, timeoutMs }), '--'],
    ...[tools.nsenter, '--target', String(pid), '--user', '--preserve-credentials'],
    ...['--mount', '--net', '--pid', '--ipc', '--uts', '--wd', '--', ...inside.argv],
  ];
  // The loader's own variables would reach the host's programs on the way in.
  const env = Object.fromEntries(Object.entries(inside.env).filter(([name]) => !name.startsWith('LD_')));
  return runBounded(command, { env, timeoutMs, outputBytes: request.limits.outputBytes, started: sandbox.joined });
}

/** What a test brings runs by itself, whatever the image is for. */
async function startedInside(
  { test, isEmulated, request: { env } }: Sandbox,
  argv: readonly string[],
): Promise<Pick<RunRequest, 'argv' | 'env'>> {
  const isOfTheImage = argv[0]?.startsWith(`${MOUNTED_AT}/`) !== true;
  return isEmulated && isOfTheImage ? emulated({ argv, env }) : { argv: await clientArgv(test, argv), env };
}

/**
 * One HTTP request from inside the sandbox's network, asked by a small program of ours.
 * @throws TransientFault `probe-unanswered` when there is no answer in time
 */
export function httpInside(sandbox: Sandbox, question: HttpQuestion): Promise<HttpAnswer> {
  const { tools, pid, root } = sandbox;
  // The very file beside this one, compiled or not.
  const program = fileURLToPath(new URL(`./http-question${extname(import.meta.url)}`, import.meta.url));
  const into = ['--target', String(pid), ...(root ? [] : ['--user', '--preserve-credentials']), '--net', '--'];
  const args = [...into, process.execPath, '--no-warnings', program, JSON.stringify(question)];
  const options = { env: {}, timeout: question.timeoutMs + 10_000, maxBuffer: 4 * question.maxBytes + 1_000_000 };
  return new Promise((resolve, reject) => {
    execFile(tools.nsenter, args, options, (fault, stdout, stderr) => {
      const said = stderr.trim().split('\n')[0] ?? '';
      if (fault === null) resolve(JSON.parse(stdout) as HttpAnswer);
      else reject(new TransientFault('probe-unanswered', `${question.url}: ${said || fault.message}`));
    });
  });
}
