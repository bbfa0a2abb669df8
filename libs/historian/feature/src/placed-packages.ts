import {
  lineDefinition,
  packageStream,
  type ImageDefinition,
  type ImageLine,
  type LineDefinition,
  type ReleaseDocument,
} from '@quench/contracts';
import {
  CATALOG_TYPES,
  linesNow,
  ofTypes,
  placedRanges,
  placedSubject,
  rangesMeant,
  type Allows,
  type ArchivedEvent,
  type PlacedRange,
  type PlacedRelease,
  type PlacedSubject,
  type RegistryOffer,
} from '@quench/historian-domain';
import { ecosystemOf, IntegrityFault } from '@quench/kernel';
import { Documents, ProjectEcosystems } from '@quench/ports';
import { PluginError, type ProjectVersions, type Purl } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { Archive } from './archive.js';

/** What somebody asks about. */
export interface AskedRelease {
  /** Of a package or of a place. */
  readonly name: string;
  readonly version: string | undefined;
  /** Of a purl; undefined where only a name was said. */
  readonly ecosystem: string | undefined;
}

/** What is placed, and how its ecosystem orders versions. */
export interface SeenRelease {
  readonly subject: PlacedSubject;
  readonly versions: Pick<ProjectVersions, 'order'>;
}

/** A version, and the ranges of a line that it is asked of. */
interface Wanted {
  readonly name: string;
  readonly version: string;
  readonly meant: readonly PlacedRange[];
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
   * What a question means in a line that takes files of that package, or has a place that is so called; undefined where it has
   * neither. @param events of the line, oldest first
   */
  async of(line: ImageLine, events: readonly ArchivedEvent[], asked: AskedRelease): Promise<SeenRelease | undefined> {
    const ranges = await this.ranges(line, events);
    const meant = rangesMeant(ranges, asked, this.allows);
    const [first] = meant;
    if (first === undefined) return undefined;
    const { name, version } = asked;
    const release = version === undefined ? undefined : await this.seen({ name, version, meant });
    const { versions } = this.projects.get(first.ecosystem).plugin;
    return { subject: placedSubject(meant, ranges, { allows: this.allows, release }), versions };
  }

  /** The lines of the catalog that take files of that package, or have a place that is so called; in the order of their keys. */
  async linesWith(asked: AskedRelease): Promise<readonly ImageLine[]> {
    const events = await this.archive.ofTypes(CATALOG_TYPES);
    const accepted = ofTypes(events, 'builder.DefinitionAccepted.v1');
    const newest = new Map(accepted.map((one) => [one.data.image, one]));
    const found: ImageLine[] = [];
    for (const line of linesNow(events)) {
      const definition = newest.get(line.image);
      const ranges = await this.ranges(line, definition === undefined ? [] : [definition]);
      if (rangesMeant(ranges, asked, this.allows).length > 0) found.push(line);
    }
    return found;
  }

  /** @param events of the line, oldest first */
  private async ranges(line: ImageLine, events: readonly ArchivedEvent[]): Promise<readonly PlacedRange[]> {
    const wants = await this.definition(line, events);
    return wants === undefined ? [] : placedRanges(wants, (purl) => this.nameOf(purl));
  }

  private async definition(line: ImageLine, events: readonly ArchivedEvent[]): Promise<LineDefinition | undefined> {
    const accepted = ofTypes(events, 'builder.DefinitionAccepted.v1').at(-1);
    if (accepted?.data.packages === undefined) return undefined;
    const definition = await this.read<ImageDefinition>(accepted.data.definition);
    return definition && lineDefinition(definition, line);
  }

  private async seen(wanted: Wanted): Promise<PlacedRelease | undefined> {
    const { name, version, meant } = wanted;
    const offers: (RegistryOffer & { readonly name: string })[] = [];
    for (const { platform, purl, name: of } of meant.flatMap(({ packages }) => packages)) {
      if (offers.some((one) => one.platform === platform && one.name === of)) continue;
      const offer = await this.offer(wanted, platform, purl);
      if (offer === undefined) return undefined;
      offers.push({ ...offer, name: of });
    }
    const isPackage = offers.some((one) => one.name === name);
    const isOwn = (one: { readonly name: string }): boolean => !isPackage || one.name === name;
    return {
      constraints: [...new Set(meant.map(({ constraint }) => constraint))],
      isAllowed: meant.some((range) => this.allows(range, version)),
      own: offers.filter(isOwn),
      elsewhere: offers.filter((one) => !isOwn(one)),
    };
  }

  private async offer({ version, meant }: Wanted, platform: string, purl: string): Promise<RegistryOffer | undefined> {
    const subject = packageStream(purl).slice(packageStream('').length);
    const told = ofTypes(
      await this.archive.about(subject),
      'watcher.PackageFollowed.v1',
      'watcher.ReleaseDiscovered.v1',
      'watcher.ReleaseWithdrawn.v1',
    ).at(-1);
    const document = told && (await this.read<ReleaseDocument>(told.data.list));
    if (told === undefined || document === undefined) return undefined;
    const { naming, versions } = this.projects.get(ecosystemOf(purl)).plugin;
    const listed = document.releases.map((one) => naming.parse(one.purl as Purl).version ?? '');
    const ranges = meant.filter(({ ecosystem }) => ecosystem === ecosystemOf(purl));
    const takeable = ranges.flatMap((range) => this.takeable(range, listed));
    return { platform, purl, told, isListed: listed.includes(version), newest: versions.order(takeable).at(-1) };
  }

  private nameOf(purl: string): string {
    return this.projects.get(ecosystemOf(purl)).plugin.naming.parse(purl as Purl).name;
  }

  /** What is no version at all is not. */
  private readonly allows: Allows = (range, version) => {
    try {
      return this.takeable(range, [version]).length > 0;
    } catch (fault) {
      if (fault instanceof PluginError) return false;
      throw fault;
    }
  };

  /** Those of some versions that places may take, oldest first. */
  private takeable({ ecosystem, constraint }: PlacedRange, some: readonly string[]): readonly string[] {
    const { matching, isPrerelease, order } = this.projects.get(ecosystem).plugin.versions;
    return order(
      matching(
        some.filter((one) => !isPrerelease(one)),
        constraint,
      ),
    );
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
