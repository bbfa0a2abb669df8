import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import { hostProgram } from './host-tools.js';

const run = promisify(execFile);
const TIMEOUT_MS = 120_000;

/**
 * Copies what is in a folder of one sandbox into the same one of another, with owners, modes and links as they are. Both are
 * named by the root of a sandbox as the host sees it: no link on the way is followed, since it would lead to a place of the
 * host.
 * @param path from the root: `/var/lib/data`
 * @param asUser the words before a command that run it as the sandboxes' user: in their folders nobody else can own a file
 * @throws IntegrityFault `layer-path-escapes` where a part of the path is a link; TransientFault `sandbox-failed`
 */
export async function copyFolder(path: string, from: string, to: string, asUser: readonly string[]): Promise<void> {
  for (const root of [from, to]) await refuseLinks(root, path);
  const cp = hostProgram('cp');
  if (cp === undefined) throw new TransientFault('sandbox-failed', 'Missing here: cp');
  const [file = '', ...args] = [...asUser, cp, '-a', `${from}${path}/.`, `${to}${path}/`];
  await run(file, args, { timeout: TIMEOUT_MS, env: {} }).catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new TransientFault('sandbox-failed', `What was prepared could not be copied: ${said}`, { cause });
  });
}

async function refuseLinks(root: string, path: string): Promise<void> {
  let at = root;
  for (const part of path.split('/').filter(Boolean)) {
    at = join(at, part);
    if ((await lstat(at)).isDirectory()) continue;
    throw new IntegrityFault('layer-path-escapes', `${path} is no folder that is there without a link`);
  }
}
