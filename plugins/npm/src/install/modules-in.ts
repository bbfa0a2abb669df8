import { field, jsonObject, textsIn, type JsonObject } from '../json/index.js';
import type { PackageFile } from './package-files.js';

const MANIFEST = 'package.json';
const NESTED = /^(?:node_modules\/(?:@[^/]+\/)?[^/]+\/)*package\.json$/;

/** A package in a tarball: the one that it is of, or one that is bundled in it. */
export interface Module {
  /** Empty, or a path with `/` behind it. */
  readonly folder: string;
  readonly manifest: JsonObject;
  /** What of its files matters for more than being there. */
  readonly hasGyp: boolean;
}

/**
 * The packages in a tarball, the one that it is of first.
 * @param name for messages
 * @throws PluginError `malformed-input` for a package.json that is no JSON
 */
export function modulesIn(files: ReadonlyMap<string, PackageFile>, name: string): readonly Module[] {
  return [...files]
    .filter(([path]) => NESTED.test(path))
    .map(([path, { content }]) => {
      const folder = path.slice(0, -MANIFEST.length);
      const text = new TextDecoder().decode(content);
      return {
        folder,
        manifest: jsonObject(text, `${path} of ${name}`, 'malformed-input'),
        hasGyp: files.has(`${folder}binding.gyp`),
      };
    })
    .sort((a, b) => a.folder.length - b.folder.length || (a.folder < b.folder ? -1 : 1));
}

/** The scripts that npm would run when it installs a package. Without one, npm builds what has a `binding.gyp`. */
export function installScripts({ manifest, hasGyp }: Module): readonly string[] {
  const scripts = textsIn(manifest, 'scripts');
  const named = ['preinstall', 'install', 'postinstall'].filter((event) => (scripts.get(event) ?? '') !== '');
  const builds = hasGyp && field(manifest, 'gypfile') !== false && !named.some((event) => event !== 'postinstall');
  return builds ? [...named, 'node-gyp rebuild'] : named;
}
