import {
  ecosystemOf,
  newestRelease,
  releaseDependency,
  wantedReleases,
  type WantedRelease,
} from '@quench/builder-domain';
import type { DefinedPlace, LockedRelease } from '@quench/contracts';
import { digest, IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import type { HeldFile, ProjectDependency } from '@quench/plugin-sdk';
import { Clock, ContentStore, ProjectEcosystems, type ProjectEcosystem } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** What a line places on a platform. */
export interface Placed {
  /** Each once, sorted by purl. Their files are held. */
  readonly releases: readonly LockedRelease[];
  /** The leading numbers of versions by the names of places, in the order of the definition. */
  readonly parts: ReadonlyMap<string, readonly number[]>;
}

/** Releases of packages that are published one by one, of which images take files. */
@Injectable()
export class PlacedReleases {
  constructor(
    private readonly ecosystems: ProjectEcosystems,
    private readonly content: ContentStore,
    private readonly clock: Clock,
  ) {}

  /**
   * The newest allowed release of each place, as the registry lists them now; checked, and held afterwards.
   * @throws Rejection `release-missing`, `place-without-platform`, `ecosystem-unknown`; PluginError and the host's errors
   */
  async resolve(places: readonly DefinedPlace[], platform: string, signal: AbortSignal): Promise<Placed> {
    const releases = new Map<string, LockedRelease>();
    const parts = new Map(places.map(({ name }): [string, readonly number[]] => [name, []]));
    for (const wanted of wantedReleases(places, platform)) {
      if (signal.aborted) throw new TransientFault('work-aborted', 'The work was stopped');
      const ecosystem = this.ecosystems.get(ecosystemOf(wanted.purl));
      const locked = await this.lock(wanted, ecosystem);
      const same = releases.get(locked.purl);
      releases.set(locked.purl, same === undefined ? locked : { ...same, places: [...same.places, ...locked.places] });
      for (const { name } of wanted.places) parts.set(name, ecosystem.plugin.versions.parts(locked.version));
    }
    return { releases: [...releases.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)), parts };
  }

  /**
   * Checks that held files are those that the registry named, after bringing those that are not held.
   * @throws as {@link resolve}; PluginError `not-authentic`
   */
  async hold(releases: readonly LockedRelease[], signal: AbortSignal): Promise<void> {
    for (const release of releases) {
      if (signal.aborted) throw new TransientFault('work-aborted', 'The work was stopped');
      const ecosystem = this.ecosystems.get(ecosystemOf(release.purl));
      const dependency = releaseDependency(release);
      const locked = digest(release.sha256);
      const wanted = { ...dependency, checksums: [locked, ...dependency.checksums] as const };
      const file = (await this.content.stat(locked)) ?? (await this.store(wanted, ecosystem));
      await this.vouch(dependency, file, ecosystem);
    }
  }

  private async lock(wanted: WantedRelease, ecosystem: ProjectEcosystem): Promise<LockedRelease> {
    const { plugin } = ecosystem;
    const listedAt = this.clock.now();
    // Its own spelling of the purl, which may have been written otherwise.
    const { name } = plugin.naming.parse(wanted.purl);
    const { releases } = await plugin.releases.list(plugin.naming.describe({ name }), await ecosystem.host());
    const { version, publishedAt, file } = newestRelease(wanted, releases, plugin.versions);
    const named = { purl: plugin.naming.describe({ name, version }), name, version, ...file };
    const dependency = releaseDependency(named);
    const held = await this.store(dependency, ecosystem);
    await this.vouch(dependency, held, ecosystem);
    return {
      ...named,
      ...{ sha256: held.digest, size: held.size },
      places: wanted.places.map(({ path, from }) => ({ path, from })),
      ...{ constraint: wanted.constraint, listedAt },
      ...(publishedAt !== undefined && { publishedAt }),
    };
  }

  private async store(dependency: ProjectDependency, { plugin, host }: ProjectEcosystem): Promise<HeldFile> {
    const opened = await host();
    const [artifact] = await plugin.artifacts.locate([dependency], opened);
    // By what was asked for and not by what was answered.
    const file = artifact && (await opened.store({ ...artifact, checksums: dependency.checksums }));
    if (file !== undefined) return file;
    throw new Rejection('package-missing', `The registry lists ${dependency.purl}, but its file is not there`);
  }

  private async vouch(dependency: ProjectDependency, file: HeldFile, ecosystem: ProjectEcosystem): Promise<void> {
    const evidence = await ecosystem.plugin.artifacts.verify(dependency, file, await ecosystem.host());
    if (evidence.length > 0) return;
    throw new IntegrityFault('not-authentic', `Nobody vouches for the file ${file.digest} of ${dependency.purl}`);
  }
}
