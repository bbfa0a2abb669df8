import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@quench/platform/data-directory';
import { unlessMissing } from '@quench/platform/node-errors';

/** Which folder the catalog was read from is known on this machine only: it is no fact of the catalog. */
const place = (data: string): string => join(data, 'catalog.json');

interface CatalogNote {
  readonly folder: string;
}

/** The folder whose catalog was applied last; undefined before the first. */
export async function readAppliedFolder(data: string): Promise<string | undefined> {
  const text = await readFile(place(data), 'utf8').catch(unlessMissing);
  return text === undefined ? undefined : (JSON.parse(text) as CatalogNote).folder;
}

/** Remembers it. @param folder absolute, without symbolic links */
export const writeAppliedFolder = (data: string, folder: string): Promise<void> =>
  replaceFile(place(data), JSON.stringify({ folder } satisfies CatalogNote));
