import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { TransientFault } from '@quench/kernel';
import { BoundedOutput } from './bounded-output.js';
import { hostPid } from './host-pid.js';
import { closeWriter, openFifo } from './fifo.js';
import { inRoot } from './in-root.js';

const HANDSHAKE_MS = 30_000;
const MAX_STATUS_BYTES = 4_096;

/** A sandbox that is set up and waits for the word to start its program. */
export interface Launched {
  /** Of the program, as the host numbers it. */
  readonly pid: number;
  readonly output: BoundedOutput;
  /** The exit code that bubblewrap gives for the program; it does not reject. */
  readonly ended: Promise<number | undefined>;
  go(): void;
  kill(): void;
}

/** What a sandbox is watched by. */
export interface LaunchPlace {
  /** The folder that the program sees as `/`. */
  readonly root: string;
  /** What is kept of its output. */
  readonly outputBytes: number;
  /** A path. */
  readonly mkfifo: string;
}

/**
 * Starts bubblewrap and waits until it has named the program's process and put it into its root.
 * @param argv bubblewrap's own
 * @throws TransientFault `sandbox-failed` with bubblewrap's own words
 */
export async function launch(argv: readonly string[], { root, outputBytes, mkfifo }: LaunchPlace): Promise<Launched> {
  const [file = '', ...args] = argv;
  // No environment for bubblewrap itself: what the image wants is set inside.
  const pipe = openFifo(mkfifo);
  const child = spawn(file, args, { stdio: ['ignore', pipe.writer, pipe.writer, 'pipe', 'pipe'], env: {}, cwd: '/' });
  closeWriter(pipe);
  const output = new BoundedOutput(outputBytes);
  const read = output.read(pipe.reader);
  const [, , , status, go] = child.stdio as unknown as [null, null, null, Readable, Writable];
  go.on('error', () => undefined); // The sandbox may end before it hears the word.
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (code) => void read.then(() => resolve(code ?? undefined)));
  });
  const decided = new AbortController();
  const inPlace = childPid(status as Duplex, child.pid ?? 0).then((named) => inRoot(named, root, decided.signal));
  const pid = await Promise.race([inPlace, ended.then(() => undefined), timeout()]);
  decided.abort();
  if (pid !== undefined) {
    return { pid, output, ended, go: () => go.end('1'), kill: () => killBoth(child, pid) };
  }
  child.kill('SIGKILL');
  await ended;
  throw new TransientFault('sandbox-failed', `The sandbox did not start: ${output.text.trim() || 'it said nothing'}`);
}

/** The program first: bubblewrap may not have asked for its death signal yet. */
function killBoth(child: ChildProcess, pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
  child.kill('SIGKILL');
}

/** Undefined when the process is no longer there by the time it is named. */
function childPid(status: Readable, ancestor: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    let text = '';
    status.on('data', (chunk: Buffer) => {
      if (text.length < MAX_STATUS_BYTES) text += chunk.toString('latin1');
      const named = /"child-pid"\s*:\s*(\d+)/.exec(text)?.[1];
      if (named === undefined) return;
      resolve(hostPid(ancestor, Number(named)));
    });
  });
}

const timeout = (): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), HANDSHAKE_MS).unref();
  });
