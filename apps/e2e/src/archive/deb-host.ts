import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfiguration, Digest, DistributionPlugin } from '@quench/plugin-sdk';
import { FolderContentStore } from '@quench/platform/content-store';
import { createPluginHost, type AddedArchive, type PluginHost } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';

/** The deb plugin with a host over folders of its own. */
export interface DebHost {
  readonly plugin: DistributionPlugin;
  readonly host: PluginHost;
  /** Writes over a held content, as somebody with the disk in hand could. */
  swap(digest: Digest, text: string): Promise<void>;
  close(): Promise<void>;
}

/** @param client in place of this machine's apt; undefined: as this machine is configured */
export async function debHost(options: {
  readonly archives?: readonly AddedArchive[];
  readonly client?: ClientConfiguration;
}): Promise<DebHost> {
  const folder = await mkdtemp(join(tmpdir(), 'deb-host-'));
  const plugin = deb();
  const content = new FolderContentStore(join(folder, 'content'));
  const host = await createPluginHost({
    plugin,
    content,
    cacheDirectory: join(folder, 'derived'),
    configuration: { archives: options.archives ?? [], client: options.client },
    retry: { attempts: 2, delayMs: 1, maxWaitMs: 100 },
    limits: { idleMs: 20_000, timeoutMs: 300_000 },
  });
  return {
    plugin,
    host,
    swap: async (digest, text) => writeFile(await content.file(digest), text),
    close: async () => {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An apt without any sources. */
export const NO_APT: ClientConfiguration = { files: new Map(), env: {} };
