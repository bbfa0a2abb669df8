import type { Log, ContentStore } from '@quench/ports';
import type { ClientConfiguration, EcosystemPlugin } from '@quench/plugin-sdk';
import { type AddedArchive, addedRegistry } from './added-archives.js';
import { readClientConfiguration } from './client-configuration.js';
import type { RequestLimits } from './http-source.js';
import { PluginHost } from './plugin-host.js';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.js';

/** What a plugin's host is made of. */
export interface PluginHostOptions {
  readonly plugin: Pick<EcosystemPlugin, 'ecosystem' | 'registries'>;
  readonly content: ContentStore;
  readonly cacheDirectory: string;
  /** Of Quench itself. */
  readonly configuration?: PluginConfiguration | undefined;
  readonly log?: Log | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly limits?: RequestLimits | undefined;
}

/** The part of Quench's configuration that plugins see. */
export interface PluginConfiguration {
  /** Added to what the ecosystem's client has; those of other ecosystems are passed over. */
  readonly archives: readonly AddedArchive[];
  /** In place of the files and variables of this machine. */
  readonly client?: ClientConfiguration | undefined;
}

const LIMITS: RequestLimits = { idleMs: 30_000, timeoutMs: 600_000 };

/**
 * The host of a plugin, with the registries that the ecosystem's own client on this machine has and those that Quench's
 * configuration adds.
 * @throws PluginError `malformed-input` for a client configuration that the plugin cannot read; Rejection
 *   `archive-configuration-invalid`, `client-configuration-too-large`
 */
export async function createPluginHost(options: PluginHostOptions): Promise<PluginHost> {
  const { plugin, configuration } = options;
  const client = configuration?.client ?? (await readClientConfiguration(plugin.registries, process.env));
  const own = (configuration?.archives ?? []).filter(({ ecosystem }) => ecosystem === plugin.ecosystem);
  const registries = [...plugin.registries.read(client), ...(await Promise.all(own.map(addedRegistry)))];
  options.log?.info('plugin-host-ready', { ecosystem: plugin.ecosystem, registries: registries.length });
  return new PluginHost({
    registries,
    content: options.content,
    cacheDirectory: options.cacheDirectory,
    retry: options.retry ?? DEFAULT_RETRY,
    limits: options.limits ?? LIMITS,
  });
}
