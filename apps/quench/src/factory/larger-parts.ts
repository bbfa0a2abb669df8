import type { FolderContentStore } from '@quench/platform/content-store';
import {
  openEcosystems,
  openLayers,
  openSandbox,
  type OpenEcosystems,
  type OpenLayers,
  type OpenSandbox,
} from '@quench/platform/service-parts';
import type { Log } from '@quench/ports';
import type { Configuration } from './configuration.js';
import { plugins } from './plugins.js';

/** What plugins, layer threads and sandbox are opened over. */
export interface LargerPlace {
  readonly content: FolderContentStore;
  /** Folder of caches. */
  readonly cache: string;
  readonly configuration: Pick<Configuration, 'archives' | 'threads'>;
  readonly log: Log;
}

/** @throws as `openEcosystems` */
export const ecosystemsOf = ({ content, cache, configuration, log }: LargerPlace): Promise<OpenEcosystems> =>
  openEcosystems({ plugins, content, cache, archives: configuration.archives, log });

export const layersOf = ({ content, cache, configuration }: LargerPlace, known: OpenEcosystems): Promise<OpenLayers> =>
  openLayers({ plugins, content, known, cache, threads: configuration.threads });

export const sandboxOf = ({ content, cache }: LargerPlace): Promise<OpenSandbox> => openSandbox(content, cache);
