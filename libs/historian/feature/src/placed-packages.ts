import {
  lineDefinition,
  packageStream,
  type DefinedPlace,
  type ImageDefinition,
  type ImageLine,
  type LineDefinition,
  type ReleaseDocument,
} from '@quench/contracts';
import { ofTypes, type ArchivedEvent, type PlacedRelease, type RegistryOffer } from '@quench/historian-domain';
import { ecosystemOf, IntegrityFault } from '@quench/kernel';
import { Documents, ProjectEcosystems } from '@quench/ports';
import { PluginError, type Naming, type ProjectVersions, type Purl } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { Archive } from './archive.js';

/** What the plugin of an ecosystem reads. */
interface Reading {
  readonly naming: Pick<Naming, 'parse'>;
  readonly versions: Pick<ProjectVersions, 'matching' | 'isPrerelease' | 'order'>;
}

/** A release, and how its ecosystem orders versions. */
export interface SeenRelease {
  readonly release: PlacedRelease;
  readonly versions: Pick<ProjectVersions, 'order'>;
}

/** The place of a line that takes files of a package, and how that ecosystem reads names and versions. */
interface Wanted {
  readonly line: LineDefinition;
  readonly place: DefinedPlace;
  readonly version: string;
  readonly plugin: Reading;
}

/** Releases that are published one by one, as registries listed them when they were asked last. */
@Injectable()
export class PlacedPackages {
  constructor(
    private readonly archive: Archive,
    private readonly documents: Documents,
    private readonly projects: ProjectEcosystems,
  ) {}

  /**
   * A release as a line sees it that takes files of that package; undefined where it takes none, or where nobody can tell
   * what registries list.
   * @param events of the line, oldest first
   * @param asked the name of a package, and a version of it
   */
  async of(
    line: ImageLine,
    events: readonly ArchivedEvent[],
    { name, version }: { readonly name: string; readonly version: string },
  ): Promise<SeenRelease | undefined> {
    const accepted = ofTypes(events, 'builder.DefinitionAccepted.v1').at(-1);
    if (accepted?.data.packages === undefined) return undefined;
    const definition = await this.read<ImageDefinition>(accepted.data.definition);
    const wants = definition && lineDefinition(definition, line);
    if (wants === undefined) return undefined;
    for (const place of wants.places ?? []) {
      const purls = Object.values(place.packages);
      const plugin = this.projects.get(ecosystemOf(purls[0] ?? '')).plugin;
      const own = purls.find((purl) => plugin.naming.parse(purl as Purl).name === name);
      if (own === undefined) continue;
      const release = await this.seen({ line: wants, place, version, plugin }, own);
      return release && { release, versions: plugin.versions };
    }
    return undefined;
  }

  private async seen(wanted: Wanted, asked: string): Promise<PlacedRelease | undefined> {
    const { line, place } = wanted;
    const offers: RegistryOffer[] = [];
    for (const platform of line.platforms) {
      const purl = place.packages[platform];
      const offer = purl === undefined ? undefined : await this.offer(wanted, platform, purl);
      if (offer === undefined) return undefined;
      offers.push(offer);
    }
    return {
      constraint: place.version,
      isAllowed: isAllowed(wanted),
      own: offers.filter(({ purl }) => purl === asked),
      elsewhere: offers.filter(({ purl }) => purl !== asked),
    };
  }

  private async offer(wanted: Wanted, platform: string, purl: string): Promise<RegistryOffer | undefined> {
    const subject = packageStream(purl).slice(packageStream('').length);
    const told = ofTypes(
      await this.archive.about(subject),
      'watcher.PackageFollowed.v1',
      'watcher.ReleaseDiscovered.v1',
      'watcher.ReleaseWithdrawn.v1',
    ).at(-1);
    const document = told && (await this.read<ReleaseDocument>(told.data.list));
    if (told === undefined || document === undefined) return undefined;
    const versionOf = (release: string): string => wanted.plugin.naming.parse(release as Purl).version ?? '';
    const listed = document.releases.map((one) => versionOf(one.purl));
    return {
      ...{ platform, purl, told },
      isListed: listed.includes(wanted.version),
      newest: takeable(listed, wanted).at(-1),
    };
  }

  /** Undefined where it is gone, or is not what its name says. */
  private async read<T>(digest: string): Promise<T | undefined> {
    try {
      return await this.documents.read<T>(digest);
    } catch (fault) {
      if (fault instanceof IntegrityFault) return undefined;
      throw fault;
    }
  }
}

/** What is no version at all is not. */
function isAllowed(wanted: Wanted): boolean {
  try {
    return takeable([wanted.version], wanted).length > 0;
  } catch (fault) {
    if (fault instanceof PluginError) return false;
    throw fault;
  }
}

/** Those of some versions that a place may take, oldest first. */
const takeable = (versions: readonly string[], { place, plugin }: Wanted): readonly string[] => {
  const { matching, isPrerelease, order } = plugin.versions;
  return order(
    matching(
      versions.filter((one) => !isPrerelease(one)),
      place.version,
    ),
  );
};
