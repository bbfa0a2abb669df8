import { join } from 'node:path';
import { FolderContentStore } from '@quench/platform/content-store';
import { OutsideNotices, receiverOf } from '@quench/platform/notices';
import type { Subscribed } from '@quench/historian-feature';
import type { DataDirectory } from '@quench/platform/data-directory';
import {
  openEcosystems,
  openLayers,
  openSandbox,
  type OpenEcosystems,
  type OpenLayers,
} from '@quench/platform/service-parts';
import { FileSigner, type TrustedKeys } from '@quench/platform/signing';
import type { ImageLayers, Log, Runner, Signer } from '@quench/ports';
import type { Configuration } from './configuration.js';
import { plugins } from './plugins.js';

/** Services that sign statements. */
export const SIGNING = ['builder', 'tester', 'distributor'] as const;

/** What the services of one process have in common. */
export interface SharedParts extends Omit<OpenEcosystems, 'close'>, Omit<OpenLayers, 'close'> {
  readonly content: FolderContentStore;
  readonly imageLayers: ImageLayers;
  readonly runner: Runner;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly trusted: TrustedKeys;
  readonly subscribed: readonly Subscribed[];
  readonly notices: OutsideNotices;
  close(): Promise<void>;
}

/** Opens content store, plugins, layer threads, sandbox and keys of a data directory. */
export async function openSharedParts(
  directory: DataDirectory,
  configuration: Configuration,
  log: Log,
): Promise<SharedParts> {
  const cache = join(directory.path, 'cache');
  const content = new FolderContentStore(directory.contents);
  // Before anything that would have to be closed again when a key is refused.
  const signers = new Map<string, Signer>();
  for (const service of SIGNING) signers.set(service, await FileSigner.open({ folder: directory.keys, service }));
  const { archives, threads, notifications } = configuration;
  const known = await openEcosystems({ plugins, content, cache, archives, log });
  const layers = openLayers({ plugins, content, known, cache, threads });
  const notices = new OutsideNotices();
  return {
    ...known,
    ...layers,
    ...openSandbox(content, cache),
    content,
    notices,
    subscribed: notifications.map((one) => ({ ...one, receiver: receiverOf(one) })),
    signers,
    trusted: Object.fromEntries([...signers].map(([service, { publicKey }]) => [service, [publicKey]])),
    close: async () => {
      await Promise.all([known.close(), layers.close(), notices.close()]);
    },
  };
}
