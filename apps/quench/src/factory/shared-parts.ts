import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { deb } from '@quench/plugin-deb';
import { FolderContentStore } from '@quench/platform/content-store';
import { LayerAssembler, LayerPackages, WorkerPool } from '@quench/platform/image-assembly';
import { createPluginHost, pluginCalling, PluginEcosystems, PluginThread } from '@quench/platform/plugin-host';
import { BwrapRunner, TarLayers, UnpackedRoots } from '@quench/platform/sandbox';
import { FileSigner, type TrustedKeys } from '@quench/platform/signing';
import type { Log, Signer } from '@quench/ports';
import type { Configuration } from './configuration.js';

/** Services that sign statements. */
export const SIGNING = ['builder', 'tester', 'distributor'] as const;

/** Unpacked images that are kept for the next test. */
const KEPT_ROOTS = 12;

/** What the services of one process have in common. */
export interface SharedParts {
  readonly content: FolderContentStore;
  readonly ecosystems: PluginEcosystems;
  readonly uncached: PluginEcosystems;
  readonly assembler: LayerAssembler;
  readonly packageLayers: LayerPackages;
  readonly imageLayers: TarLayers;
  readonly runner: BwrapRunner;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly trusted: TrustedKeys;
  close(): Promise<void>;
}

/** Opens content store, plugins, layer threads, sandbox and keys below a data directory. */
export async function openSharedParts(data: string, configuration: Configuration, log: Log): Promise<SharedParts> {
  const cache = (name: string): string => join(data, 'cache', name);
  const content = new FolderContentStore(join(data, 'content'));
  // Before anything that would have to be closed again when a key is refused.
  const signers = new Map<string, Signer>();
  for (const service of SIGNING) signers.set(service, await FileSigner.open({ folder: join(data, 'keys'), service }));
  const plugin = deb();
  const host = await createPluginHost({
    plugin,
    content,
    cacheDirectory: cache('derived'),
    configuration: { archives: configuration.archives },
    log,
  });
  const module = { specifier: import.meta.resolve('@quench/plugin-deb'), exported: 'deb' };
  const there = { ...host.cloneable, module, content: content.root };
  const thread = new PluginThread({ data: there });
  // Started when somebody wants to know whether the cache is right.
  const uncached = new PluginThread({ data: { ...there, cacheDirectory: undefined } });
  const ecosystems = new PluginEcosystems([{ plugin: pluginCalling(plugin, thread), host }]);
  const executor = new WorkerPool({ size: configuration.threads ?? availableParallelism(), plugins: [module] });
  const layers = { store: content, ecosystems, executor, cacheDirectory: cache('layers') };
  const imageLayers = new TarLayers(content);
  return {
    content,
    ecosystems,
    uncached: new PluginEcosystems([{ plugin: pluginCalling(plugin, uncached), host }]),
    assembler: new LayerAssembler(layers),
    packageLayers: new LayerPackages(layers),
    imageLayers,
    runner: new BwrapRunner(new UnpackedRoots(cache('roots'), imageLayers, KEPT_ROOTS)),
    signers,
    trusted: Object.fromEntries([...signers].map(([service, { publicKey }]) => [service, [publicKey]])),
    close: async () => {
      await Promise.all([thread.close(), uncached.close(), executor.close(), host.close()]);
    },
  };
}
