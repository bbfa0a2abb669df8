import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readAppliedFolder } from './applied-folder.js';
import { checkCatalogFolder } from './catalog-folder.js';

/** What may say which folder of definitions is meant. */
export interface FolderChoice {
  /** The data directory, absolute. */
  readonly data: string;
  /** What a person names, if they do. */
  readonly told: string | undefined;
  /** The folder of a factory that has applied none. */
  readonly first: string;
}

/**
 * The folder that is meant, absolute: the one that is told, or the one that was applied last, which is then said unless it
 * is the usual one. One that was applied and is gone stands for what was accepted of it, and is no error here.
 * @throws Rejection `catalog-unreadable`
 */
export async function chosenFolder({ data, told, first }: FolderChoice, note: (line: string) => void): Promise<string> {
  const last = told === undefined ? await readAppliedFolder(data) : undefined;
  const usual = await realpath(first).catch(() => first);
  if (last !== undefined && last !== usual) {
    note(`the catalog folder is ${last}, which was applied last; --catalog DIR takes another one`);
    return last;
  }
  const folder = resolve(told ?? first);
  await checkCatalogFolder(folder);
  return folder;
}
