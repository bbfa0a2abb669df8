import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CatalogFiles } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import { errorCode } from '@quench/platform/node-errors';

const MAX_FILES = 10_000;
const MAX_FILE_BYTES = 16_000_000;
const MAX_TOTAL_BYTES = 256_000_000;

/**
 * Reads a catalog folder: `*.yaml` at its top are definitions, everything else is what they may copy. Hidden files are
 * passed over, links are named and not followed.
 * @throws Rejection `catalog-unreadable`, `catalog-too-large`
 */
export async function readCatalogFolder(folder: string): Promise<CatalogFiles> {
  const definitions = new Map<string, string>();
  const assets = new Map<string, Uint8Array>();
  const others: string[] = [];
  const paths = await filesBelow(folder, folder, others);
  if (paths.length + others.length > MAX_FILES) {
    throw new Rejection('catalog-too-large', `${folder} has more than ${String(MAX_FILES)} files`);
  }
  let total = 0;
  for (const path of paths) {
    const bytes = await readBounded(join(folder, path), MAX_FILE_BYTES);
    total += bytes.byteLength;
    if (total > MAX_TOTAL_BYTES) {
      throw new Rejection('catalog-too-large', `${folder} holds more than ${String(MAX_TOTAL_BYTES)} bytes`);
    }
    if (/^[^/]+\.ya?ml$/.test(path)) definitions.set(path, new TextDecoder().decode(bytes));
    else assets.set(path, bytes);
  }
  return { definitions, assets, others };
}

/** @throws Rejection `catalog-unreadable` unless it is a folder that can be read */
export const checkCatalogFolder = async (folder: string): Promise<void> => void (await entriesOf(folder));

const entriesOf = (folder: string): Promise<Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Rejection('catalog-unreadable', unreadable(folder, errorCode(cause)), { cause });
  });

/** @param others is given what is neither a file nor a folder */
async function filesBelow(root: string, folder: string, others: string[]): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path, others)));
    else if (entry.isFile()) found.push(relative(root, path));
    else others.push(relative(root, path));
    if (found.length + others.length > MAX_FILES) break;
  }
  return found;
}

/** What is in the way of a folder, and what to do. */
function unreadable(folder: string, code: string | undefined): string {
  const expected = 'Expected the folder that holds the definitions, a YAML file for each image';
  if (code === 'ENOENT') return `There is no folder ${folder}. ${expected}`;
  if (code === 'ENOTDIR') return `${folder} is not a folder. ${expected}`;
  return `The folder ${folder} cannot be read (${code ?? 'no reason given'}). Let this user read it, or name another one`;
}

/** The file that is open is the one that is measured; a link that took its place meanwhile is not followed. */
async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    const why = errorCode(cause) ?? 'no reason given';
    throw new Rejection(
      'catalog-unreadable',
      `The file ${path} of the catalog cannot be read (${why}). Let this user read it, or take it out of the folder`,
      { cause },
    );
  });
  try {
    const { size } = await file.stat();
    if (size > maxBytes) {
      throw new Rejection(
        'catalog-too-large',
        `${path} has ${String(size)} bytes; at most ${String(maxBytes)} are read`,
      );
    }
    const buffer = new Uint8Array(size);
    const { bytesRead } = await file.read(buffer, 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
