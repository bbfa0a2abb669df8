import { Rejection } from '@quench/kernel';
import type { DistributionPlugin } from '@quench/plugin-sdk';

/** Where a thread finds a plugin: objects with functions cannot be handed to it. */
export interface PluginModule {
  /** What `import` is given: a package's name or a file URL. */
  readonly specifier: string;
  /** The name of the export that is the plugin, or a function that makes it from no arguments. */
  readonly exported: string;
}

/** @throws Rejection `plugin-not-loadable` */
export async function loadPlugin({ specifier, exported }: PluginModule): Promise<DistributionPlugin> {
  const module = (await import(specifier)) as Record<
    string,
    DistributionPlugin | (() => DistributionPlugin) | undefined
  >;
  const found = module[exported];
  const plugin = typeof found === 'function' ? found() : found;
  if (plugin?.api === 1 && plugin.kind === 'distribution') return plugin;
  throw new Rejection(
    'plugin-not-loadable',
    `${specifier} exports no plugin of a distribution, of interface 1, under the name ${exported}`,
  );
}
