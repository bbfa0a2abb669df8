import { join } from 'node:path';
import type { DistributionPlugin } from '@quench/plugin-sdk';
import type { Log } from '@quench/ports';
import type { FolderContentStore } from '../content-store/index.js';
import {
  createPluginHost,
  expectEcosystems,
  pluginCalling,
  PluginEcosystems,
  PluginThread,
  type AddedArchive,
} from '../plugin-host/index.js';

/** A plugin of the process, and the module that makes it in a thread. */
export interface ListedPlugin {
  readonly plugin: DistributionPlugin;
  readonly module: { readonly specifier: string; readonly exported: string };
}

export interface OpenEcosystems {
  readonly ecosystems: PluginEcosystems;
  /** Answer like the others, believing nothing that was derived before. */
  readonly uncached: PluginEcosystems;
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
 * Gives each plugin its host, and a thread of its own that is started when it is asked.
 * @throws Rejection `archive-configuration-invalid`, `client-configuration-too-large`
 */
export async function openEcosystems(input: EcosystemsInput): Promise<OpenEcosystems> {
  expectEcosystems(
    input.archives,
    input.plugins.map(({ plugin }) => plugin.ecosystem),
  );
  const opened = await Promise.all(input.plugins.map((listed) => openOne(listed, input)));
  return {
    ecosystems: new PluginEcosystems(opened.map(({ cached }) => cached)),
    uncached: new PluginEcosystems(opened.map(({ uncached }) => uncached)),
    close: async () => {
      await Promise.all(opened.map(({ close }) => close()));
    },
  };
}

async function openOne({ plugin, module }: ListedPlugin, { content, cache, archives, log }: EcosystemsInput) {
  const host = await createPluginHost({
    plugin,
    content,
    cacheDirectory: join(cache, 'derived'),
    configuration: { archives },
    log,
  });
  const there = { ...host.cloneable, module, content: content.root };
  const thread = new PluginThread({ data: there });
  // Started when somebody wants to know whether the cache is right.
  const anew = new PluginThread({ data: { ...there, cacheDirectory: undefined } });
  return {
    cached: { plugin: pluginCalling(plugin, thread), host },
    uncached: { plugin: pluginCalling(plugin, anew), host },
    close: () => Promise.all([thread.close(), anew.close(), host.close()]),
  };
}
