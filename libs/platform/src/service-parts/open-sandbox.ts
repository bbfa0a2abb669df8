import { join } from 'node:path';
import type { ContentStore } from '@quench/ports';
import type { BwrapRunner, TarLayers } from '../sandbox/index.js';

/** Unpacked images that are kept for the next test. */
const KEPT_ROOTS = 12;

export interface OpenSandbox {
  readonly imageLayers: TarLayers;
  readonly runner: BwrapRunner;
}

/** What runs images, which is loaded only for this. @param cache folder of caches, of this process alone: what is unpacked there is also thrown away */
export async function openSandbox(content: ContentStore, cache: string): Promise<OpenSandbox> {
  const { BwrapRunner, TarLayers, UnpackedRoots } = await import('../sandbox/index.js');
  const imageLayers = new TarLayers(content);
  return { imageLayers, runner: new BwrapRunner(new UnpackedRoots(join(cache, 'roots'), imageLayers, KEPT_ROOTS)) };
}
