import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, unlessMissing } from '../node-errors/index.js';

/** Makes the folder and its parents with mode 0700, whatever the umask, and makes their names durable. */
export async function makeFolder(path: string): Promise<void> {
  const made = await makeOne(path).catch(async (fault: unknown) => {
    unlessMissing(fault);
    await makeFolder(dirname(path));
    return makeOne(path);
  });
  if (!made) return;
  // The umask may have taken bits away: without them nothing can be made in it.
  await chmod(path, 0o700);
  await syncFolder(dirname(path));
}

/** Whether it was made. */
const makeOne = (path: string): Promise<boolean> =>
  mkdir(path, { mode: 0o700 }).then(
    () => true,
    (fault: unknown) => {
      if (errorCode(fault) !== 'EEXIST') throw fault;
      return false;
    },
  );

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
export async function inFolder<T>(path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (fault) {
    unlessMissing(fault);
    await makeFolder(path);
    return act();
  }
}
