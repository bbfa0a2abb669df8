import { Rejection } from '@quench/kernel';
import type { DistributionPlugin, ProjectPlugin } from '@quench/plugin-sdk';

/** Where a thread finds a plugin: objects with functions cannot be handed to it. */
export interface PluginModule {
  /** What `import` is given: a package's name or a file URL. */
  readonly specifier: string;
  /** The name of the export that is the plugin, or a function that makes it from no arguments. */
  readonly exported: string;
}

/** A plugin of either kind. */
export type LoadedPlugin = DistributionPlugin | ProjectPlugin;

/** @throws Rejection `plugin-not-loadable` */
export async function loadPlugin({ specifier, exported }: PluginModule): Promise<LoadedPlugin> {
  const module = (await import(specifier)) as Record<string, LoadedPlugin | (() => LoadedPlugin) | undefined>;
  const found = module[exported];
  const plugin = typeof found === 'function' ? found() : found;
  if (plugin?.api === 1) return plugin;
  throw notLoadable(specifier, `no plugin of interface 1 under the name ${exported}`);
}

/** @throws Rejection `plugin-not-loadable` */
export async function loadDistribution(module: PluginModule): Promise<DistributionPlugin> {
  const plugin = await loadPlugin(module);
  if (plugin.kind === 'distribution') return plugin;
  throw notLoadable(module.specifier, `no plugin of a distribution under the name ${module.exported}`);
}

const notLoadable = (specifier: string, what: string): Rejection =>
  new Rejection('plugin-not-loadable', `${specifier} exports ${what}`);
