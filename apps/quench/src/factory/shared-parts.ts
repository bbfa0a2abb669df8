import { join } from 'node:path';
import type { Subscribed } from '@quench/historian-feature';
import { ContentsThread, FolderContentStore } from '@quench/platform/content-store';
import type { DataDirectory } from '@quench/platform/data-directory';
import { OutsideNotices, receiversOf } from '@quench/platform/notices';
import type { OpenEcosystems, OpenLayers, OpenSandbox } from '@quench/platform/service-parts';
import { FileSigner, type TrustedKeys } from '@quench/platform/signing';
import type { Log, Signer } from '@quench/ports';
import type { Configuration } from './configuration.js';
import { OnDemand } from './on-demand.js';

/** Services that sign statements. */
export const SIGNING = ['builder', 'tester', 'distributor'] as const;

/** What the services of one process have in common; the larger parts are opened when a service needs them. */
export interface SharedParts {
  readonly content: FolderContentStore;
  readonly known: OnDemand<OpenEcosystems>;
  readonly layers: OnDemand<OpenLayers>;
  readonly sandbox: () => Promise<OpenSandbox>;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly trusted: TrustedKeys;
  readonly subscribed: readonly Subscribed[];
  readonly notices: OutsideNotices;
  readonly pollIntervalMs: number;
  close(): Promise<void>;
}

/** Reads the keys of a data directory, and says how the rest is opened. */
export async function openSharedParts(
  directory: DataDirectory,
  configuration: Configuration,
  log: Log,
): Promise<SharedParts> {
  const cache = join(directory.path, 'cache');
  const thread = new ContentsThread();
  const content = new FolderContentStore(directory.contents, thread);
  const signers = new Map<string, Signer>();
  for (const service of SIGNING) signers.set(service, await FileSigner.open({ folder: directory.keys, service }));
  const { notifications, pollIntervalMs } = configuration;
  const larger = () => import('./larger-parts.js');
  const place = { content, cache, configuration, log };
  const known = new OnDemand(async () => (await larger()).ecosystemsOf(place));
  const layers = new OnDemand(async () => (await larger()).layersOf(place, await known.get()));
  let opened: Promise<OpenSandbox> | undefined;
  const sandbox = () => (opened ??= larger().then(({ sandboxOf }) => sandboxOf(place)));
  const notices = new OutsideNotices();
  return {
    ...{ content, known, layers, sandbox, notices, pollIntervalMs, signers },
    subscribed: notifications.map((one) => ({ ...one, receivers: receiversOf(one) })),
    trusted: Object.fromEntries([...signers].map(([service, { publicKey }]) => [service, [publicKey]])),
    close: async () => {
      await Promise.all([known.close(), layers.close(), notices.close()]);
      await thread.close();
    },
  };
}
