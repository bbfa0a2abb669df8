import { spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { Rejection, TransientFault } from '@quench/kernel';

/** Many may share a lock, or one may have it alone. */
export type LockKind = 'shared' | 'exclusive';

/**
 * A `flock(2)` lock on a file that this process holds until it releases it or dies, however it dies: the kernel keeps
 * the lock with the open file, so kill -9 leaves nothing behind and no reused process id can be mistaken for the holder.
 * Node cannot lock files, so util-linux's `flock` is given the open file and locks it; when that helper is gone, this
 * process still has the file open and thereby the lock.
 */
export class FileLock {
  private open = true;

  /** @param fd an open file that carries a lock; may be passed on to a child process, which then holds the lock too */
  constructor(readonly fd: number) {}

  /** Gives up this process's hold. Doing so twice does nothing. */
  release(): void {
    if (this.open) closeSync(this.fd);
    this.open = false;
  }
}

/** Takes the lock if it is free; undefined when somebody else holds it. */
export const tryLock = (path: string, kind: LockKind): Promise<FileLock | undefined> =>
  lock(path, [`--${kind}`, '--nonblock']);

/**
 * Waits for the lock; undefined when it was not free in time.
 * @throws the signal's reason
 */
export const waitForLock = (path: string, kind: LockKind, patience: Patience): Promise<FileLock | undefined> =>
  lock(
    path,
    [`--${kind}`, ...(patience.timeoutMs === undefined ? [] : ['--timeout', String(patience.timeoutMs / 1000)])],
    patience.signal,
  );

/** How long to wait: for so many milliseconds, until the signal, or both; neither is for ever. */
export interface Patience {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

async function lock(path: string, options: readonly string[], signal?: AbortSignal): Promise<FileLock | undefined> {
  for (;;) {
    const held = new FileLock(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
    try {
      if (!(await flock(held.fd, options, signal))) {
        held.release();
        return undefined;
      }
      if (isStillAt(held.fd, path)) return held;
      held.release();
    } catch (fault) {
      held.release();
      throw fault;
    }
  }
}

/** Somebody may have removed the folder and made it anew while we waited: then the lock is on a file without a name. */
function isStillAt(fd: number, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  const here = fstatSync(fd);
  return there?.ino === here.ino && there.dev === here.dev;
}

/** Exit codes of `flock`: 0 it has the lock, 1 somebody else has. */
function flock(fd: number, options: readonly string[], signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const helper = spawn('setpriv', ['--pdeathsig', 'KILL', 'flock', ...options, '3'], {
      stdio: ['ignore', 'ignore', 'pipe', fd],
      ...(signal === undefined ? {} : { signal }),
    });
    let complaint = '';
    helper.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(0, 500)));
    helper.on('error', (fault: NodeJS.ErrnoException) => {
      reject(signal?.aborted === true ? (signal.reason as Error) : helperMissing(fault));
    });
    helper.on('close', (code) => {
      if (code === 0 || code === 1) resolve(code === 0);
      else reject(new TransientFault('lock-failed', `flock ended with ${String(code)}: ${complaint.trim()}`));
    });
  });
}

const helperMissing = (fault: NodeJS.ErrnoException): Error =>
  fault.code === 'ENOENT'
    ? new Rejection('host-tool-missing', 'The program `setpriv` is not on PATH. Install the package util-linux.')
    : fault;
