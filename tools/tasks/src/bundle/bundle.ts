import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledPackages, cutCircle } from './bundled-packages.js';
import { keptPlaces } from './kept-places.js';

/** For as long a process that began before a later build may still load what it has not needed yet. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** For packages that are no modules of their own and load what is left where it is installed. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

/**
 * Writes what a program loads of this workspace, and of packages that most commands load, into few files: a command then
 * finds and reads dozens of them instead of a thousand. What is loaded when it is needed stays in files of its own, named by their content.
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
    banner: { js: REQUIRE },
    logLevel: 'warning',
    plugins: [bundledPackages, cutCircle, keptPlaces(folder)],
  });
  const since = Date.now() - KEPT_MS;
  for (const name of await readdir(folder)) {
    if ((await stat(join(folder, name))).mtimeMs < since) await rm(join(folder, name));
  }
}
