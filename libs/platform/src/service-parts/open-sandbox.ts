import { join } from 'node:path';
import type { ContentStore } from '@quench/ports';
import { BwrapRunner, TarLayers, UnpackedRoots } from '../sandbox/index.js';

/** Unpacked images that are kept for the next test. */
const KEPT_ROOTS = 12;

export interface OpenSandbox {
  readonly imageLayers: TarLayers;
  readonly runner: BwrapRunner;
}

/** What runs images. @param cache folder of caches, of this process alone: what is unpacked there is also thrown away */
export function openSandbox(content: ContentStore, cache: string): OpenSandbox {
  const imageLayers = new TarLayers(content);
  return { imageLayers, runner: new BwrapRunner(new UnpackedRoots(join(cache, 'roots'), imageLayers, KEPT_ROOTS)) };
}
