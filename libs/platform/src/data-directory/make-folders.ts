import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../node-errors/index.js';

/**
 * Makes a folder and those above it that are missing, step by step: the recursive `mkdir` never ends below a file system
 * that makes no folders, such as /proc.
 * @param mode of the folders that are made, less the umask
 * @throws what the system says, and when a file is in the way
 */
export async function makeFolders(path: string, mode: number): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolders(parent, mode);
  await mkdir(path, { mode }).catch((fault: unknown) => {
    if (errorCode(fault) !== 'EEXIST') throw fault;
  });
  if (!(await stat(path)).isDirectory()) throw new Error(`${path} is a file`);
}
