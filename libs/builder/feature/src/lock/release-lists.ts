import type { Purl, Release } from '@quench/plugin-sdk';
import type { ProjectEcosystem } from '@quench/ports';

/**
 * What registries list while a line is resolved. Each is asked once for a package: two answers may differ, and all platforms
 * are to have the same releases.
 */
export class ReleaseLists {
  private readonly asked = new Map<Purl, Promise<readonly Release[]>>();

  /** @param at when they are asked, as an ISO 8601 time */
  constructor(readonly at: string) {}

  /** Oldest first. @param purl without a version; @throws PluginError and the host's errors, the same each time */
  of(purl: Purl, ecosystem: ProjectEcosystem): Promise<readonly Release[]> {
    const releases = this.asked.get(purl) ?? listed(purl, ecosystem);
    this.asked.set(purl, releases);
    return releases;
  }
}

async function listed(purl: Purl, { plugin, host }: ProjectEcosystem): Promise<readonly Release[]> {
  return (await plugin.releases.list(purl, await host())).releases;
}
