import { join } from 'node:path';
import type { DistributionPlugin, EcosystemPlugin, ProjectPlugin } from '@quench/plugin-sdk';
import type { Log } from '@quench/ports';
import type { FolderContentStore } from '../content-store/index.js';
import {
  createPluginHost,
  expectEcosystems,
  OpenedProjects,
  pluginCalling,
  PluginEcosystems,
  type PluginHost,
  PluginThread,
  type AddedArchive,
} from '../plugin-host/index.js';

/** A plugin of the process, and the module that makes it in a thread. */
export interface ListedPlugin<Plugin = DistributionPlugin | ProjectPlugin> {
  readonly plugin: Plugin;
  readonly module: { readonly specifier: string; readonly exported: string };
}

export interface OpenEcosystems {
  readonly ecosystems: PluginEcosystems;
  /** Answer like the others, believing nothing that was derived before. */
  readonly uncached: PluginEcosystems;
  readonly projects: OpenedProjects;
  close(): Promise<void>;
}

export interface EcosystemsInput {
  readonly plugins: readonly ListedPlugin[];
  readonly content: FolderContentStore;
  /** Folder of caches. */
  readonly cache: string;
  /** Added to what each ecosystem's own client is configured for. */
  readonly archives: readonly AddedArchive[];
  readonly log: Log;
}

/**
 * Gives each plugin its host. One of a distribution has a thread of its own, which is started when it is asked; one for
 * projects reads nothing that is large.
 * @throws Rejection `archive-configuration-invalid`, `client-configuration-too-large`
 */
export async function openEcosystems(input: EcosystemsInput): Promise<OpenEcosystems> {
  expectEcosystems(
    input.archives,
    input.plugins.map(({ plugin }) => plugin.ecosystem),
  );
  const opened = await Promise.all(input.plugins.filter(isDistribution).map((listed) => openOne(listed, input)));
  const projects = new OpenedProjects(
    input.plugins
      .map(({ plugin }) => plugin)
      .filter((plugin) => plugin.kind === 'project')
      .map((plugin) => ({ plugin, open: () => hostOf(plugin, input) })),
  );
  return {
    ecosystems: new PluginEcosystems(opened.map(({ cached }) => cached)),
    uncached: new PluginEcosystems(opened.map(({ uncached }) => uncached)),
    projects,
    close: async () => {
      await Promise.all([projects.close(), ...opened.map(({ close }) => close())]);
    },
  };
}

const isDistribution = (listed: ListedPlugin): listed is ListedPlugin<DistributionPlugin> =>
  listed.plugin.kind === 'distribution';

const hostOf = (plugin: EcosystemPlugin, { content, cache, archives, log }: EcosystemsInput): Promise<PluginHost> =>
  createPluginHost({ plugin, content, cacheDirectory: join(cache, 'derived'), configuration: { archives }, log });

async function openOne({ plugin, module }: ListedPlugin<DistributionPlugin>, input: EcosystemsInput) {
  const host = await hostOf(plugin, input);
  const there = { ...host.cloneable, module, content: input.content.root };
  const thread = new PluginThread({ data: there });
  // Started when somebody wants to know whether the cache is right.
  const anew = new PluginThread({ data: { ...there, cacheDirectory: undefined } });
  return {
    cached: { plugin: pluginCalling(plugin, thread), host },
    uncached: { plugin: pluginCalling(plugin, anew), host },
    close: () => Promise.all([thread.close(), anew.close(), host.close()]),
  };
}
