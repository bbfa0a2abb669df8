import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The two ends of a pipe. */
export interface Fifo {
  readonly reader: Readable;
  /** For a child; close it here once the child has it, or the reader never ends. */
  readonly writer: number;
}

/**
 * A pipe as engines give it to a container. Node's own are sockets, and a program that opens `/dev/stdout` by its name
 * cannot open a socket.
 * @param mkfifo the path of that program
 */
export function openFifo(mkfifo: string): Fifo {
  const folder = mkdtempSync(join(tmpdir(), 'quench-fifo-'));
  try {
    const path = join(folder, 'output');
    execFileSync(mkfifo, [path], { stdio: 'ignore', timeout: 10_000 });
    // The program inside opens it by descriptor, as another user; nobody else reaches it by name.
    chmodSync(path, 0o666);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    return { reader: new Socket({ fd: reader, readable: true, writable: false }), writer };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets go of the writing end. */
export const closeWriter = ({ writer }: Fifo): void => closeSync(writer);
