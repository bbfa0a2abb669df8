import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { keptPlaces } from './kept-places.js';

/** For as long a process that began before a later build may still load what it has not needed yet. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Writes what a program loads of this workspace into few files: a command then finds and reads dozens of them instead of
 * hundreds. What is loaded when it is needed stays in files of its own, named by their content.
 * @param program compiled, of the workspace
 * @param folder within the workspace, so that packages are found from it; files of other bundles are left there for a month
 */
export async function bundle(program: string, folder: string): Promise<void> {
  await build({
    entryPoints: [program],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    chunkNames: '[hash]',
    logLevel: 'warning',
    plugins: [keptPlaces(folder)],
  });
  const since = Date.now() - KEPT_MS;
  for (const name of await readdir(folder)) {
    if ((await stat(join(folder, name))).mtimeMs < since) await rm(join(folder, name));
  }
}
