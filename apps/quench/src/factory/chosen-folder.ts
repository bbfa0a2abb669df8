import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataDirectory } from '@quench/platform/data-directory';
import { readAppliedFolder } from './applied-folder.js';
import { checkCatalogFolder } from './catalog-folder.js';

/** What may say which folder of definitions is meant. */
export interface FolderChoice {
  /** The data directory, absolute; none is made. */
  readonly data: string;
  /** What a person names, if they do. */
  readonly told: string | undefined;
  /** The folder of a factory that has applied none. */
  readonly first: string;
}

/**
 * The folder that is meant, absolute: the one that is told, or the one that was applied last, which is then said unless it
 * is the usual one. One that was applied and is gone stands for what was accepted of it, and is no error here.
 * @throws Rejection `catalog-unreadable`, `data-directory-unusable`
 */
export async function chosenFolder({ data, told, first }: FolderChoice, note: (line: string) => void): Promise<string> {
  const last = told === undefined ? await lastIn(data) : undefined;
  if (last !== undefined) {
    if (last !== (await unlinked(first)))
      note(`the catalog folder is ${last}, which was applied last; --catalog DIR takes another one`);
    return last;
  }
  const folder = resolve(told ?? first);
  await checkCatalogFolder(folder);
  return folder;
}

async function lastIn(data: string): Promise<string | undefined> {
  const found = await DataDirectory.find(data);
  return found === undefined ? undefined : readAppliedFolder(found.path);
}

/** Without symbolic links, as far as it is there. */
const unlinked = (path: string): Promise<string> =>
  realpath(path).catch(async () =>
    path === dirname(path) ? path : join(await unlinked(dirname(path)), basename(path)),
  );
