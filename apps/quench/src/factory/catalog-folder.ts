import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CatalogFiles } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';

const MAX_FILES = 10_000;
const MAX_FILE_BYTES = 16_000_000;

/**
 * Reads a catalog folder: `*.yaml` at its top are definitions, everything else is what they may copy. Hidden files are
 * passed over.
 * @throws Rejection `catalog-unreadable`, `catalog-too-large`
 */
export async function readCatalogFolder(folder: string): Promise<CatalogFiles> {
  const definitions = new Map<string, string>();
  const assets = new Map<string, Uint8Array>();
  const paths = await filesBelow(folder, folder);
  if (paths.length > MAX_FILES) {
    throw new Rejection('catalog-too-large', `${folder} has more than ${String(MAX_FILES)} files`);
  }
  for (const path of paths) {
    const bytes = await readFile(join(folder, path));
    if (/^[^/]+\.ya?ml$/.test(path)) definitions.set(path, bytes.toString('utf8'));
    else assets.set(path, new Uint8Array(bytes));
  }
  return { definitions, assets };
}

async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Rejection('catalog-unreadable', `Cannot read the catalog folder ${folder}`, { cause });
  });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path)));
    else if (entry.isFile()) found.push(await bounded(root, path));
    else throw new Rejection('catalog-unreadable', `${path} is neither a file nor a folder; links are not followed`);
    if (found.length > MAX_FILES) break;
  }
  return found;
}

async function bounded(root: string, path: string): Promise<string> {
  const { size } = await lstat(path);
  if (size > MAX_FILE_BYTES) {
    throw new Rejection(
      'catalog-too-large',
      `${path} has ${String(size)} bytes; at most ${String(MAX_FILE_BYTES)} are read`,
    );
  }
  return relative(root, path);
}
