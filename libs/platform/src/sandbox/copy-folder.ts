import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import { hostProgram } from './host-tools.js';

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;

/** The two roots that a folder is in, as the host sees them. */
interface Roots {
  readonly from: string;
  readonly to: string;
}

/** How a folder is copied. */
interface Copying {
  /** The words before a command that run it as the sandboxes' user: in their folders nobody else can own a file. */
  readonly asUser: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Copies what is in a folder of one sandbox into the same one of another, with owners, modes and links as they are. No link on
 * the way is followed, since it would lead to a place of the host.
 * @param path from the root: `/var/lib/data`
 * @throws IntegrityFault `runner-folder-linked` where a part of the path is a link; TransientFault `sandbox-failed`; the reason
 *   of the signal
 */
export async function copyFolder(path: string, roots: Roots, { asUser, signal }: Copying): Promise<void> {
  const { from, to } = roots;
  const cp = hostProgram('cp');
  if (cp === undefined) throw new TransientFault('sandbox-failed', 'Missing here: cp');
  const [file = '', ...args] = [...asUser, cp, '-a', `${from}${path}/.`, `${to}${path}/`];
  try {
    for (const root of [from, to]) await refuseLinks(root, path);
    // A program that is started with it would be given time to begin.
    signal.throwIfAborted();
    await run(file, args, { timeout: TIMEOUT_MS, env: {}, signal });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof IntegrityFault) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new TransientFault('sandbox-failed', `What was prepared could not be copied: ${said}`, { cause });
  }
}

async function refuseLinks(root: string, path: string): Promise<void> {
  let at = root;
  for (const part of path.split('/').filter(Boolean)) {
    at = join(at, part);
    if ((await lstat(at)).isDirectory()) continue;
    throw new IntegrityFault('runner-folder-linked', `${path} is no folder that is there without a link`);
  }
}
