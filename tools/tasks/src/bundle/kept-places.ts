import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** Packages are left where they are installed; what belongs to the workspace goes into the bundle. */
const isOwn = (path: string): boolean => path.startsWith('.') || path.startsWith('@quench/');

/**
 * Leaves every module its own address in a bundle: threads, programs and data are found beside the module that names them.
 * @param folder of the bundle
 */
export const keptPlaces = (folder: string): Plugin => ({
  name: 'kept-places',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^/]/ }, ({ path, kind }) =>
      kind === 'entry-point' || isOwn(path) ? undefined : { path, external: true },
    );
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      const place = JSON.stringify(relative(folder, path));
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
    });
  },
});
