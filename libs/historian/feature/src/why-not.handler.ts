import { Ecosystems } from '@quench/ports';
import { Rejection } from '@quench/kernel';
import { whyNot, type ArchivedEvent, type WhyNot } from '@quench/historian-domain';
import { PluginError, type Purl } from '@quench/plugin-sdk';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';

/** What keeps a release out of the images that could have it, or out of one of them. */
export class AskWhyNot extends Query<readonly WhyNot[]> {
  constructor(
    /** `pkg:deb/debian/nginx@1.2-3`, `nginx@1.2-3` or `nginx`. */
    readonly release: string,
    readonly image: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(AskWhyNot)
export class AskWhyNotHandler implements IQueryHandler<AskWhyNot> {
  constructor(
    private readonly archive: Archive,
    private readonly ecosystems: Ecosystems,
  ) {}

  /** @throws Rejection `release-malformed`, `unknown-to-history` */
  async execute({ release, image }: AskWhyNot): Promise<readonly WhyNot[]> {
    const { name, version } = this.coordinates(release);
    const images = image === undefined ? await this.imagesOf(name) : [image];
    if (images.length === 0) {
      throw new Rejection(
        'unknown-to-history',
        `No lock has ever named ${name}. Name an image to ask about: quench whynot ${release} IMAGE`,
      );
    }
    return Promise.all(
      images.map(async (one) => whyNot({ image: one, name, version, events: await this.eventsOf(one) })),
    );
  }

  private coordinates(release: string): { readonly name: string; readonly version: string | undefined } {
    if (!release.startsWith('pkg:')) {
      const at = release.indexOf('@');
      return at < 0
        ? { name: release, version: undefined }
        : { name: release.slice(0, at), version: release.slice(at + 1) };
    }
    const ecosystem = /^pkg:([a-z]+)\//.exec(release)?.[1] ?? '';
    try {
      const { name, version } = this.ecosystems.get(ecosystem).plugin.naming.parse(release as Purl);
      return { name, version };
    } catch (cause) {
      if (!(cause instanceof PluginError)) throw cause;
      throw new Rejection('release-malformed', cause.message, { cause });
    }
  }

  private async imagesOf(name: string): Promise<readonly string[]> {
    const events = await this.archive.about(name);
    const locks = events.filter(({ type }) => type === 'builder.LockResolved.v1');
    return [...new Set(locks.map(({ data }) => String((data as { image: unknown }).image)))].sort();
  }

  /** Everything that happened to an image, and to the recipes and manifests that it ever had. */
  private async eventsOf(image: string): Promise<readonly ArchivedEvent[]> {
    const own = await this.archive.about(image);
    const things = own.flatMap(({ type, data }) => {
      const { recipes, platforms } = data as {
        recipes?: readonly { readonly recipe: string }[];
        platforms?: readonly { readonly manifest: string }[];
      };
      if (type === 'builder.LockResolved.v1') return (recipes ?? []).map(({ recipe }) => recipe);
      if (type === 'builder.ImageBuilt.v1') return (platforms ?? []).map(({ manifest }) => manifest);
      return [];
    });
    const others = await Promise.all([...new Set(things)].map((thing) => this.archive.about(thing)));
    const all = new Map([...own, ...others.flat()].map((event) => [event.id, event]));
    return [...all.values()].sort((a, b) =>
      a.sequencedAt < b.sequencedAt ? -1 : a.sequencedAt > b.sequencedAt ? 1 : a.globalSeq - b.globalSeq,
    );
  }
}
