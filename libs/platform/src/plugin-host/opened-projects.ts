import { Rejection } from '@quench/kernel';
import type { ProjectPlugin } from '@quench/plugin-sdk';
import { ProjectEcosystems, type ProjectEcosystem } from '@quench/ports';
import type { PluginHost } from './plugin-host.js';

/** A plugin, and how its host is made. */
export interface HostedProject {
  readonly plugin: ProjectPlugin;
  open(): Promise<PluginHost>;
}

/** The plugins for projects that the composition root listed. Each gets its host when somebody asks for it. */
export class OpenedProjects extends ProjectEcosystems {
  override readonly names: readonly string[];
  private readonly opened = new Map<string, Promise<PluginHost>>();

  constructor(private readonly listed: readonly HostedProject[]) {
    super();
    this.names = listed.map(({ plugin }) => plugin.ecosystem);
  }

  override get(ecosystem: string): ProjectEcosystem {
    const found = this.listed.find(({ plugin }) => plugin.ecosystem === ecosystem);
    if (found !== undefined) return { plugin: found.plugin, host: () => this.host(found) };
    throw new Rejection(
      'ecosystem-unknown',
      `No plugin is listed for packages of "${ecosystem}". Listed: ${this.names.join(', ') || 'none'}.`,
    );
  }

  async close(): Promise<void> {
    const hosts = await Promise.allSettled(this.opened.values());
    await Promise.all(hosts.map((host) => (host.status === 'fulfilled' ? host.value.close() : undefined)));
  }

  private host({ plugin, open }: HostedProject): Promise<PluginHost> {
    const known = this.opened.get(plugin.ecosystem) ?? open();
    this.opened.set(plugin.ecosystem, known);
    // A client that is configured well meanwhile is read again.
    known.catch(() => this.opened.delete(plugin.ecosystem));
    return known;
  }
}
