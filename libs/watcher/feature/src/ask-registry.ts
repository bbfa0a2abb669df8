import { releaseDocument, type ReleaseDocument } from '@quench/contracts';
import { ecosystemOf, IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError, type Purl } from '@quench/plugin-sdk';
import { Documents, ProjectEcosystems, RegistryThrottled } from '@quench/ports';
import { releaseNews, type PackageAnswer, type PackageState } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

/** Asks a registry which releases a package has. */
@Injectable()
export class AskRegistry {
  constructor(
    private readonly ecosystems: ProjectEcosystems,
    private readonly documents: Documents,
  ) {}

  /**
   * How the registry answered. Trouble with it is an answer; anything that is no trouble of the registry's is thrown.
   * @param purl without a version
   */
  async ask(purl: string, state: PackageState): Promise<PackageAnswer> {
    try {
      const after = await this.listed(purl);
      const before = state.list === undefined ? undefined : await this.documents.read<ReleaseDocument>(state.list);
      const news = before && releaseNews(before, after);
      return { type: 'Listed', list: await this.documents.write(after), releases: after.releases.length, news };
    } catch (error) {
      return troubleOf(error);
    }
  }

  private async listed(purl: string): Promise<ReleaseDocument> {
    const { plugin, host } = this.ecosystems.get(ecosystemOf(purl));
    const { name } = plugin.naming.parse(purl as Purl);
    const { releases } = await plugin.releases.list(plugin.naming.describe({ name }), await host());
    return releaseDocument(releases, (version) => plugin.naming.describe({ name, version }));
  }
}

function troubleOf(error: unknown): PackageAnswer {
  if (error instanceof RegistryThrottled) return { type: 'Throttled', retryAfterMs: error.retryAfterMs };
  if (
    error instanceof PluginError ||
    error instanceof TransientFault ||
    error instanceof Rejection ||
    error instanceof IntegrityFault
  ) {
    return { type: 'Unavailable', code: error.code, detail: error.message };
  }
  throw error;
}
