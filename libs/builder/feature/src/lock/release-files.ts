import { releaseDependency } from '@quench/builder-domain';
import type { LockedRelease } from '@quench/contracts';
import { digest, IntegrityFault, Rejection, ecosystemOf } from '@quench/kernel';
import type { HeldFile, ProjectDependency } from '@quench/plugin-sdk';
import { ContentStore, ProjectEcosystems, type ProjectEcosystem } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { inLanes } from './in-lanes.js';

/** The files of releases, in the content store. */
@Injectable()
export class ReleaseFiles {
  constructor(
    private readonly ecosystems: ProjectEcosystems,
    private readonly content: ContentStore,
  ) {}

  /**
   * The file of a release, checked; held afterwards.
   * @throws Rejection `package-missing`; PluginError and IntegrityFault `not-authentic`; the host's errors
   */
  async bring(dependency: ProjectDependency, ecosystem: ProjectEcosystem): Promise<HeldFile> {
    const host = await ecosystem.host();
    const [artifact] = await ecosystem.plugin.artifacts.locate([dependency], host);
    // By what was asked for and not by what was answered.
    const file = artifact && (await host.store({ ...artifact, checksums: dependency.checksums }));
    if (file === undefined) {
      throw new Rejection('package-missing', `The registry has no file of ${dependency.purl}, although it is named`);
    }
    await this.vouch(dependency, file, ecosystem);
    return file;
  }

  /**
   * Checks that held files are those that were named when they were locked, after bringing those that are not held.
   * @throws as {@link bring}; TransientFault `work-aborted`
   */
  async hold(releases: readonly LockedRelease[], signal: AbortSignal): Promise<void> {
    await inLanes(releases, signal, async (release) => {
      const ecosystem = this.ecosystems.get(ecosystemOf(release.purl));
      const dependency = releaseDependency(release);
      const locked = digest(release.sha256);
      const held = await this.content.stat(locked);
      if (held === undefined) {
        await this.bring({ ...dependency, checksums: [locked, ...dependency.checksums] }, ecosystem);
      } else await this.vouch(dependency, held, ecosystem);
    });
  }

  private async vouch(dependency: ProjectDependency, file: HeldFile, ecosystem: ProjectEcosystem): Promise<void> {
    const evidence = await ecosystem.plugin.artifacts.verify(dependency, file, await ecosystem.host());
    if (evidence.length > 0) return;
    throw new IntegrityFault('not-authentic', `Nobody vouches for the file ${file.digest} of ${dependency.purl}`);
  }
}
