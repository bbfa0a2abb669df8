import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Leaves every module of the workspace its own address in a bundle: threads, programs and data are found beside the module
 * that names them.
 * @param folder of the bundle
 */
export const keptPlaces = (folder: string): Plugin => ({
  name: 'kept-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const place = JSON.stringify(relative(folder, path));
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
    });
  },
});
