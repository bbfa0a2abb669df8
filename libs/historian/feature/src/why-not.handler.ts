import { Ecosystems, ProjectEcosystems } from '@quench/ports';
import { Rejection, ecosystemOf } from '@quench/kernel';
import { lineIn, lineKey, lineName, linesIn, type ImageLine } from '@quench/contracts';
import { ofTypes, whyNot, type ArchivedEvent, type WhyNot } from '@quench/historian-domain';
import { PluginError, type Naming, type Purl } from '@quench/plugin-sdk';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ArchiveOffers } from './archive-offers.js';
import { Archive } from './archive.js';
import { allKnown, allOfType } from './archived-events.js';
import { Packages } from './packages.js';
import { PlacedPackages, type AskedRelease } from './placed-packages.js';
import { Subjects } from './subjects.js';
import { comesAfter, VersionOrder, type Ordering } from './version-order.js';

/** What keeps a release out of the images that could have it, or out of one of them. */
export class AskWhyNot extends Query<readonly WhyNot[]> {
  constructor(
    /** `pkg:deb/debian/nginx@1.2-3`, `nginx@1.2-3` or `nginx`; of a placed release of an image also the name of the place. */
    readonly release: string,
    readonly image: string | undefined,
  ) {
    super();
  }
}

/** Answers about a name that no lock may ever have had. */
const UNLOCKED: ReadonlySet<WhyNot['stage']> = new Set(['not-locked', 'not-offered']);

/** Whether an answer shows that there is such a package, or tells what is wrong with the name. */
function isAbout({ stage, evidence }: WhyNot, name: string): boolean {
  if (UNLOCKED.has(stage)) return false;
  return ofTypes(evidence, 'builder.ResolutionFailed.v1').every(({ data }) =>
    data.chain.some((link) => wordsOf(link).includes(name)),
  );
}

/** A link may be more than a name: `libssl9 (>= 9) | libssl`. */
const wordsOf = (link: string): readonly string[] => link.split(/[\s|()]+/);

const isOf =
  (name: string) =>
  (one: { readonly name: string }): boolean =>
    one.name === name;

const isPurl = (text: string): text is Purl => text.startsWith('pkg:');

@QueryHandler(AskWhyNot)
export class AskWhyNotHandler implements IQueryHandler<AskWhyNot> {
  constructor(
    private readonly archive: Archive,
    private readonly subjects: Subjects,
    private readonly ecosystems: Ecosystems,
    private readonly projects: ProjectEcosystems,
    private readonly offers: ArchiveOffers,
    private readonly packages: Packages,
    private readonly placed: PlacedPackages,
    private readonly order: VersionOrder,
  ) {}

  /** @throws Rejection `release-malformed`, `line-ambiguous`, `unknown-to-history`, `history-newer` */
  async execute({ release, image }: AskWhyNot): Promise<readonly WhyNot[]> {
    const asked = this.coordinates(release);
    const { name, version, ecosystem } = asked;
    const lines = image === undefined ? await this.linesWith(asked) : await this.linesOf(image);
    if (lines.length === 0) {
      await this.packages.expect(name);
      throw new Rejection(
        'unknown-to-history',
        `No lock has ever named ${name}. Name an image to ask about: quench whynot ${release} IMAGE`,
      );
    }
    // Only a version can be none that is offered; whoever names none asks about what is.
    // Archives say nothing of what is published elsewhere.
    const isElsewhere = ecosystem !== undefined && this.projects.names.includes(ecosystem);
    const offers = version === undefined || isElsewhere ? undefined : await this.offers.of(name);
    const answers = await Promise.all(
      lines.map(async (line) => {
        const events = allKnown(await this.archive.storyOfLine(line));
        const seen = await this.placed.of(line, events, asked);
        const isNewer = (some: string, than: string): boolean =>
          comesAfter(seen?.versions ?? this.versionsOf(events), some, than);
        const placed = seen?.subject;
        return { placed, ...whyNot({ image: lineName(line), name, version, events, offers, placed, isNewer }) };
      }),
    );
    if (answers.every((one) => one.placed === undefined && !isAbout(one, name))) await this.packages.expect(name);
    return answers.map(({ placed: _, ...answer }) => answer);
  }

  private coordinates(release: string): AskedRelease {
    if (!isPurl(release)) {
      // A scope begins with one.
      const at = release.indexOf('@', 1);
      const [name, version] = at < 0 ? [release] : [release.slice(0, at), release.slice(at + 1)];
      return { name, version, ecosystem: undefined };
    }
    const ecosystem = ecosystemOf(release);
    try {
      const { name, version } = this.namingOf(ecosystem).parse(release);
      return { name, version, ecosystem };
    } catch (cause) {
      if (!(cause instanceof PluginError)) throw cause;
      throw new Rejection('release-malformed', cause.message, { cause });
    }
  }

  private namingOf(ecosystem: string): Naming {
    const known = this.projects.names.includes(ecosystem) ? this.projects : this.ecosystems;
    return known.get(ecosystem).plugin.naming;
  }

  /** Of the ecosystem that the locks of a line are of. */
  private versionsOf(events: readonly ArchivedEvent[]): Ordering {
    const [ecosystem = ''] = ofTypes(events, 'builder.LockResolved.v1').at(-1)?.data.plugin.split('/') ?? [];
    return this.order.of(ecosystem);
  }

  /**
   * The lines of which a lock ever named a package, or an update that waits. Where none did, those that place it: what has no
   * lock yet, and places, which no lock names.
   */
  private async linesWith(asked: AskedRelease): Promise<readonly ImageLine[]> {
    const lines = await this.linesNaming(asked.name);
    return lines.length > 0 ? lines : this.placed.linesWith(asked);
  }

  private async linesNaming(name: string): Promise<readonly ImageLine[]> {
    const events = await this.archive.about(name);
    const named = [
      ...allOfType(events, 'builder.LockResolved.v1').filter(({ data }) => data.changes.some(isOf(name))),
      ...allOfType(events, 'builder.UpdateHeld.v1').filter(({ data }) => data.packages.some(isOf(name))),
      ...allOfType(events, 'builder.UpdateDelayed.v1').filter(({ data }) => data.packages.some(isOf(name))),
    ];
    const lines = new Map(named.map(({ data }) => [lineKey(lineIn(data)), lineIn(data)]));
    return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  }

  /** The lines that a name means: of an image those that it has now, or had last. */
  private async linesOf(name: string): Promise<readonly ImageLine[]> {
    const line = await this.subjects.line(name);
    if (line !== undefined) return [line];
    await this.subjects.expectImage(name);
    const accepted = allOfType(await this.archive.about(name), 'builder.DefinitionAccepted.v1');
    return linesIn(accepted.findLast(({ data }) => data.image === name)?.data ?? { image: name });
  }
}
