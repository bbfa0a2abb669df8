import { PluginError, type ProjectContext } from '@quench/plugin-sdk';
import { textField } from '../json/index.js';
import { installScripts, type Module } from './modules-in.js';

/**
 * Refuses a package that is not whole before a script of it, or of what is bundled in it, has run: that would download or
 * compile what its files do not have. Programs for a machine that are among its files (`.node`) are files like others:
 * they are covered by the package's integrity, and whether they fit the image is what the image's tests tell.
 * @throws PluginError `unsupported`
 */
export function refuseScripts(modules: readonly Module[], { dependency, withoutScripts }: ProjectContext): void {
  const spared = new Set(withoutScripts.map(({ name }) => name));
  for (const module of modules) {
    const { folder, manifest } = module;
    const scripts = installScripts(module);
    const name = folder === '' ? dependency.name : (textField(manifest, 'name') ?? folder);
    if (scripts.length === 0 || spared.has(name)) continue;
    const within = folder === '' ? '' : `, bundled in ${dependency.name}@${dependency.version},`;
    throw new PluginError(
      'unsupported',
      `${name}@${folder === '' ? dependency.version : (textField(manifest, 'version') ?? '')}${within} runs ` +
        `${scripts.join(', ')} when it is installed, and scripts are not run. Take another package, or name it among those that do without.`,
    );
  }
}
