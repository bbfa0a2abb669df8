import { PluginError, type Bundled, type ProjectInstall } from '@quench/plugin-sdk';
import { textField } from '../json/index.js';
import { isPackageName, naming } from '../naming/index.js';
import { modulesIn, type Module } from './modules-in.js';
import { packageFiles } from './package-files.js';
import { placeFiles } from './place-files.js';
import { refuseScripts } from './refuse-scripts.js';

/** Of what a package unfolds to. */
const LIMITS = { maxEntries: 200_000, maxBytes: 4 * 1024 ** 3 };

/**
 * Packages of npm in `node_modules`, byte for byte as `npm ci --ignore-scripts` puts them there. All files have one time,
 * the newest of the package.
 */
export const install: ProjectInstall = {
  filterVersion: 1,
  async entries(file, context, host) {
    const { dependency, folder } = context;
    const entries = await host.unpack(await host.read(file.digest, { maxBytes: file.size }), LIMITS);
    const files = packageFiles(entries);
    const modules = modulesIn(files, `${dependency.name}@${dependency.version}`);
    if (modules[0]?.folder !== '') {
      throw new PluginError('malformed-input', `${dependency.name}@${dependency.version} has no package.json.`);
    }
    refuseScripts(modules, context);
    const mtime = entries.reduce((newest, entry) => Math.max(newest, entry.mtime), 0);
    const placing = { folder: folder === '' ? '' : `${folder}/`, mtime };
    return {
      entries: dependency.places.flatMap((place) => placeFiles(files, place, placing)),
      bundled: bundledIn(modules),
    };
  },
};

/** Sorted by purl, each once. A package.json without a name or version describes nothing. */
function bundledIn(modules: readonly Module[]): readonly Bundled[] {
  const found = new Map<string, Bundled>();
  for (const { folder, manifest } of modules) {
    const [name, version] = [textField(manifest, 'name'), textField(manifest, 'version')];
    if (folder === '' || name === undefined || version === undefined || !isPackageName(name)) continue;
    const purl = purlOf(name, version);
    if (purl !== undefined) found.set(purl, { purl, name, version });
  }
  return [...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

function purlOf(name: string, version: string): Bundled['purl'] | undefined {
  try {
    return naming.describe({ name, version });
  } catch {
    return undefined;
  }
}
