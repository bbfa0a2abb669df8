import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Rejection } from '@quench/kernel';
import { makeFolders } from '../data-directory/index.js';

/**
 * Makes the folder that a backup is written in until it is whole, beside where it is to be.
 * @param folder of the backup; must not be there. Absolute.
 * @throws Rejection `backup-exists`, `backup-unwritable`
 */
export async function makeDraft(folder: string): Promise<string> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) {
    throw new Rejection('backup-exists', `${folder} is there already, and stays as it is; name another folder`);
  }
  const draft = `${folder}.unfinished`;
  try {
    await makeFolders(dirname(folder), 0o777);
    // Of one that was killed.
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
  } catch (cause) {
    throw new Rejection(
      'backup-unwritable',
      `Cannot write a backup to ${folder}: ${(cause as Error).message}. Name a folder where you may make one.`,
      { cause },
    );
  }
  return draft;
}
