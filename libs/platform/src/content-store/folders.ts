import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unlessMissing } from '../node-errors/index.js';

/** Makes the folder and its parents with mode 0700, and makes their names durable. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Does something in a folder, which is nearly always there, and is made when it is not. */
export async function inFolder<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (fault) {
    unlessMissing(fault);
    await makeFolder(path);
    return act();
  }
}
