import { PluginError, type BundledAt, type ProjectInstall } from '@quench/plugin-sdk';
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
      bundled: dependency.places.flatMap((place) => bundledIn(modules, placing.folder + place.path)).sort(byPurl),
    };
  },
};

/** @param at where the package is. A package.json without a name or version describes nothing. */
function bundledIn(modules: readonly Module[], at: string): readonly BundledAt[] {
  return modules.flatMap(({ folder, manifest }) => {
    const [name, version] = [textField(manifest, 'name'), textField(manifest, 'version')];
    if (folder === '' || name === undefined || version === undefined || !isPackageName(name)) return [];
    const purl = purlOf(name, version);
    return purl === undefined ? [] : [{ purl, name, version, folder: `${at}/${folder.slice(0, -1)}` }];
  });
}

/** Then by folder. */
const byPurl = (a: BundledAt, b: BundledAt): number => (keyOf(a) < keyOf(b) ? -1 : 1);
const keyOf = ({ purl, folder }: BundledAt): string => `${purl} ${folder}`;

function purlOf(name: string, version: string): BundledAt['purl'] | undefined {
  try {
    return naming.describe({ name, version });
  } catch {
    return undefined;
  }
}
