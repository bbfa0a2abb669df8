import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Ecosystems, ProjectEcosystems } from '@quench/ports';
import type { FolderContentStore } from '../content-store/index.js';
import type { LayerAssembler, LayerPackages } from '../image-assembly/index.js';
import type { ListedPlugin } from './open-ecosystems.js';

export interface OpenLayers {
  readonly assembler: LayerAssembler;
  readonly packageLayers: LayerPackages;
  close(): Promise<void>;
}

/** What makes layers and images, which is loaded only for this. @param cache folder of caches; @param threads as many as cores if undefined */
export async function openLayers(input: {
  readonly plugins: readonly ListedPlugin[];
  readonly content: FolderContentStore;
  readonly known: { readonly ecosystems: Ecosystems; readonly projects: ProjectEcosystems };
  readonly cache: string;
  readonly threads: number | undefined;
}): Promise<OpenLayers> {
  const { LayerAssembler, LayerPackages, WorkerPool } = await import('../image-assembly/index.js');
  const plugins = input.plugins.map(({ module }) => module);
  const executor = new WorkerPool({ size: input.threads ?? availableParallelism(), plugins });
  const { content: store, known, cache } = input;
  const layers = {
    store,
    ecosystems: known.ecosystems,
    projects: known.projects,
    executor,
    cacheDirectory: join(cache, 'layers'),
    thread: store.thread,
  };
  return {
    assembler: new LayerAssembler(layers),
    packageLayers: new LayerPackages(layers),
    close: () => executor.close(),
  };
}
